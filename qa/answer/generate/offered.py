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


@dataclass(frozen=True, slots=True)
class Offered:
    """The passages in the order of their evidence, and what is known of their sentences."""

    question: str
    passages: tuple[PromptPassage, ...]
    topic: frozenset[Term]
    """The terms of the question and of the sentences that may be quoted."""
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
    sentences = (context.sentence for passage in passages for context in passage.sentences)
    return Offered(
        findings.question.text,
        passages,
        frozenset(findings.question.terms).union(*(sentence.terms for sentence in sentences)),
        bool(findings.selected),
        {
            (candidate.article.id, candidate.span): candidate.short_answer
            for candidate in findings.candidates
            if candidate.short_answer is not None
        },
    )
