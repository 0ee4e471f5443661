"""Number the passages with the best evidence for a prompt, without what could pass for the prompt's own marks."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.evidence.context import sentence_contexts
from qa.answer.evidence.ranker import Candidate
from qa.answer.generate.stream_parser import LINK
from qa.answer.verify.draft import PromptPassage
from qa.domain.article import Article, ArticleId, Passage

MOST_PASSAGES = 6
"""Passages in a prompt: some 1,500 tokens, which even small models take."""

_MARKER = re.compile(r"\[(\s*\^?\d+(?:\s*[,;–-]\s*\d+)*\s*)\]")
_LABEL = re.compile(
    r"\b(source|passage|document|article|quote|context|system|user|assistant)(\s*\d*)\s*:", re.IGNORECASE
)
# How chat templates mark turns: "<|im_start|>", "[INST]", "<s>", "### Instruction".
_TURN = re.compile(r"<\|?/?[\w ]{1,24}\|?>|\[/?(?:INST|SYS)\]|<</?SYS>>|^#{2,}", re.IGNORECASE | re.MULTILINE)
_FENCE = re.compile(r"`{3,}|~{3,}|-{4,}|={4,}")


def prompt_passages(
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    articles: Mapping[ArticleId, Article],
    sentence_cache: SentenceCache,
) -> list[PromptPassage]:
    """Return the passages that hold the best evidence, numbered from 1; those without any follow as they were retrieved."""
    stored = [passage for passage in passages if passage.chunk.article_id in articles]
    ranked = sorted(stored, key=lambda passage: _best_rank(passage, candidates))[:MOST_PASSAGES]
    return [
        _prompt_passage(number, passage, articles[passage.chunk.article_id], sentence_cache)
        for number, passage in enumerate(ranked, start=1)
    ]


def _best_rank(passage: Passage, candidates: Sequence[Candidate]) -> int:
    """Return the rank of the passage's best candidate that answers this question and no other."""
    span = passage.chunk.span
    ranks = (
        rank
        for rank, candidate in enumerate(candidates)
        if candidate.mismatch is None
        and candidate.article.id == passage.chunk.article_id
        and span.contains(candidate.sentence.span)
    )
    return next(ranks, len(candidates))


def _prompt_passage(number: int, passage: Passage, article: Article, sentence_cache: SentenceCache) -> PromptPassage:
    section = sentence_cache.section(article, passage.chunk.span)
    # No sentence with an address proves one: a model may not write it, so it could only mislead.
    sentences = tuple(
        context for context in sentence_contexts(section, passage.chunk.span) if not LINK.search(context.sentence.text)
    )
    published = article.metadata.published_at
    return PromptPassage(
        number,
        sanitize(article.metadata.title or ""),
        published.date().isoformat() if published else "",
        sanitize(passage.chunk.text),
        sentences,
    )


def sanitize(text: str) -> str:
    """Untrusted: make article text safe for a prompt; it keeps its words and loses what looks like the prompt's own marks.

    Square-bracket numbers, labels such as "Source 3:", marks of chat templates, fences, and characters that show nothing or
    turn the direction of writing: none of them can pretend to be a passage's frame. That the text gives orders is left to
    the verifier, which passes only what is quoted.
    """
    visible = "".join(_visible(character) for character in text)
    unnumbered = _MARKER.sub(r"(\1)", visible)
    unlabelled = _LABEL.sub(r"\1\2 -", unnumbered)
    return _FENCE.sub("-", _TURN.sub(" ", unlabelled))


def _visible(character: str) -> str:
    if character in "\n\t":
        return character
    # Format characters (zero width, bidirectional, tags), controls, private use; variation selectors are marks.
    hidden = unicodedata.category(character) in {"Cf", "Cc", "Co", "Cs"} or "\ufe00" <= character <= "\ufe0f"
    return "" if hidden else character
