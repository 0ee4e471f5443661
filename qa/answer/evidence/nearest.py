"""Find what stands nearest to a question where no rule for English may judge: it is shown, and never taken for an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.answer.evidence.article_sentences import LONGEST_SENTENCE, Sentence, SentenceCache
from qa.domain.article import Article, ArticleId, Passage, Span
from qa.text.tokens import Term


@dataclass(frozen=True, slots=True)
class Nearest:
    """A sentence of a passage that was found."""

    article: Article
    span: Span
    """In the article's clean text."""
    terms: frozenset[Term]


def nearest_sentences(
    terms: Sequence[Term],
    passages: Sequence[Passage],
    articles: Mapping[ArticleId, Article],
    sentence_cache: SentenceCache,
) -> list[Nearest]:
    """Of each passage, best first, the sentence with the most terms of the question, or else its first one."""
    asked = frozenset(terms)
    found: dict[tuple[ArticleId, Span], Nearest] = {}
    for passage in passages:
        article = articles[passage.chunk.article_id]
        section = sentence_cache.section(article, passage.chunk.span)
        shown = [it for it in section.sentences if _begins_in(it, passage.chunk.span) and _is_shown(it)]
        # A heading is shown only where a passage has nothing else.
        if best := max(shown, key=lambda it: (not it.heading, len(it.terms & asked)), default=None):
            found.setdefault((article.id, best.span), Nearest(article, best.span, best.terms))
    return list(found.values())


def _is_shown(sentence: Sentence) -> bool:
    return len(sentence.text) <= LONGEST_SENTENCE and not sentence.orders


def _begins_in(sentence: Sentence, span: Span) -> bool:
    return span.start <= sentence.span.start < span.end
