"""What a language model is offered for one question: the nearest passages, and what an answer must speak of."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.findings import Findings
from qa.answer.generate.prompt_passages import prompt_passages
from qa.answer.verify.citation import marked
from qa.answer.verify.draft import PromptPassage
from qa.domain.answer import Statement
from qa.domain.article import ArticleId, Span
from qa.text.tokens import Term

_TELLING = 3
"""Sentences, the likeliest, of which a written one may speak where none was sure to answer."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The passages in the order of their evidence, and what is known of their sentences."""

    question: str
    passages: tuple[PromptPassage, ...]
    topic: frozenset[Term]
    """The terms of the question and of the likeliest sentences."""
    short_answers: Mapping[tuple[ArticleId, Span], Span]
    """By the article and span of the quote that each stands in."""

    def marked(self, statement: Statement) -> Statement:
        """Return the statement with the short answer that is known of its first quote."""
        first = statement.citations[0]
        return marked(statement, self.short_answers.get((first.article_id, first.span)))


def offered(findings: Findings, sentence_cache: SentenceCache) -> Offered:
    """Return what a model is offered on the findings."""
    likeliest = [choice.candidate for choice in findings.selected] or findings.candidates[:_TELLING]
    return Offered(
        findings.question.text,
        tuple(prompt_passages(findings.passages, findings.candidates, findings.articles, sentence_cache)),
        frozenset(findings.question.terms).union(*(candidate.sentence.terms for candidate in likeliest)),
        {
            (candidate.article.id, candidate.span): candidate.short_answer
            for candidate in findings.candidates
            if candidate.short_answer is not None
        },
    )
