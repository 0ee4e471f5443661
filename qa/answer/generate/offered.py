"""What a language model is offered for one question: the nearest passages, and what an answer must speak of."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.findings import Findings
from qa.answer.generate.prompt_passages import prompt_passages, sanitize
from qa.answer.generate.stream_parser import LINK
from qa.answer.verify.citation import marked
from qa.answer.verify.draft import PromptPassage
from qa.domain.answer import QuestionKind, Statement
from qa.domain.article import ArticleId, Span
from qa.text.tokens import Term

_LIKELIEST = 3
"""Sentences of which an answer may speak, be they sure to answer or not."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The passages in the order of their evidence, and what is known of their sentences."""

    question: str
    kind: QuestionKind
    wording: str
    """The question in the reader's own language, where that is not English; else empty."""
    passages: tuple[PromptPassage, ...]
    topic: frozenset[Term]
    """The terms of the question and of its likeliest sentences: what else a model repeats may be what an article orders it."""
    sure: bool
    """Whether the articles are sure to answer."""
    short_answers: Mapping[tuple[ArticleId, Span], Span]
    """By the article and span of the quote that each stands in."""

    def marked(self, statement: Statement) -> Statement:
        """Return the statement with the short answer that is known of its first quote."""
        first = statement.citations[0]
        return marked(statement, self.short_answers.get((first.article_id, first.span)))


def offered(findings: Findings, sentence_cache: SentenceCache) -> Offered:
    """Return what a model is offered on the findings."""
    passages = tuple(prompt_passages(findings.passages, findings.candidates, findings.articles, sentence_cache))
    # Of a sentence with an address not even the words are repeated, as in `prompt_passages`.
    ranked = [candidate for candidate in findings.candidates if not LINK.search(candidate.sentence.text)]
    likeliest = [*ranked[:_LIKELIEST], *(choice.candidate for choice in findings.selected)]
    return Offered(
        findings.question.text,
        findings.question.kind,
        sanitize(" ".join(findings.wording.split())),
        passages,
        frozenset(findings.question.terms).union(
            *(candidate.sentence.terms for candidate in likeliest),
            *(unread.terms for unread in findings.unread[:_LIKELIEST]),
        ),
        bool(findings.selected),
        {
            (candidate.article.id, candidate.span): candidate.short_answer
            for candidate in findings.candidates
            if candidate.short_answer is not None
        },
    )
