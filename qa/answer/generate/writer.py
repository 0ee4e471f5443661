"""Draft statements from the evidence with a language model, and verify each sentence before it is shown."""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from qa.answer.assemble import Writing
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.findings import Findings
from qa.answer.generate.prompt_passages import prompt_passages
from qa.answer.generate.stream_parser import NO_ANSWER, StreamParser
from qa.answer.verify.citation import marked
from qa.answer.verify.draft import Draft, PromptPassage
from qa.answer.verify.verifier import Verifier
from qa.domain.answer import Degraded, Prompt, Rejection, Statement, Usage
from qa.domain.article import ArticleId, Span
from qa.errors import LanguageModelError
from qa.ports import LanguageModel
from qa.prompts import PromptFile
from qa.text.tokens import Term

_LOGGER = logging.getLogger(__name__)

MOST_STATEMENTS = 6
"""Statements of a written answer, and twice as many drafts: a model that goes on is stopped."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Prompts the model, and verifies what it writes."""

    model: LanguageModel
    prompt: PromptFile
    verifier: Verifier
    sentence_cache: SentenceCache

    async def write(self, findings: Findings) -> AsyncGenerator[Statement | Rejection | Writing]:
        """Yield statements and rejections in the order of writing, each as soon as its sentence is complete; last, all of them.

        That the model cannot write, or broke off, is no error: the last item says why.
        """
        passages = prompt_passages(findings.passages, findings.candidates, findings.articles, self.sentence_cache)
        review = DraftReview(self.verifier, passages, _topic(findings), _short_answers(findings))
        usage, degraded = None, None
        try:
            async with aclosing(self._drafts(self._prompt(findings, passages))) as drafts:
                async for draft in drafts:
                    if isinstance(draft, Usage):
                        usage = draft
                        continue
                    result = await review.judge(draft)
                    if isinstance(result, Statement):
                        findings.watch.first("first_statement")
                    if result is not None:
                        yield result
                    if review.full:
                        break
        except LanguageModelError as error:
            # The answer gives the reason; what to mend (a key, an address) is only for the log.
            _LOGGER.warning("no written answer (%s): %s", error.reason, error)
            degraded = Degraded(error.reason, error.retry_after)
        if not review.statements:
            degraded = degraded or Degraded("nothing_verified")
        statements, rejections = tuple(review.statements), tuple(review.rejections)
        yield Writing(self.model.name, self.prompt.digest, statements, rejections, degraded, usage)

    async def _drafts(self, prompt: Prompt) -> AsyncGenerator[Draft | Usage]:
        parser = StreamParser()
        async with aclosing(self.model.write(prompt)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    yield piece
                    continue
                for draft in parser.feed(piece):
                    yield draft
        for draft in parser.finish():
            yield draft

    def _prompt(self, findings: Findings, passages: Sequence[PromptPassage]) -> Prompt:
        # New for every question: no article can have been written with it.
        mark = f"=={secrets.token_hex(6)}=="
        return self.prompt.render({"mark": mark, "passages": passages, "question": findings.question.text})


@dataclass(slots=True)
class DraftReview:
    """Verifies the drafts of one answer, and keeps the results."""

    verifier: Verifier
    passages: Sequence[PromptPassage]
    topic: frozenset[Term]
    short_answers: Mapping[tuple[ArticleId, Span], Span]
    """By the article and span of the quote that each stands in."""
    statements: list[Statement] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _drafts: int = 0

    @property
    def full(self) -> bool:
        """Whether there are enough statements, or enough drafts were tried."""
        return len(self.statements) >= MOST_STATEMENTS or self._drafts >= 2 * MOST_STATEMENTS

    async def judge(self, draft: Draft) -> Statement | Rejection | None:
        """Verify a draft; None where the same text was judged already.

        Raises:
            LanguageModelError: `llm_declined`, where the model says that the passages do not answer.
        """
        self._drafts += 1
        if NO_ANSWER in draft.text.upper() and not self.statements:
            raise LanguageModelError("llm_declined", "the model found no answer in the passages")
        if draft.text in self._seen:
            return None
        self._seen.add(draft.text)
        # The models take milliseconds of a processor: meanwhile the loop serves others.
        result = await asyncio.to_thread(self.verifier.verify, draft, self.passages, self.topic)
        if isinstance(result, Rejection):
            self.rejections.append(result)
            return result
        first = result.citations[0]
        statement = marked(result, self.short_answers.get((first.article_id, first.span)))
        self.statements.append(statement)
        return statement


def _topic(findings: Findings) -> frozenset[Term]:
    """Return the terms of the question and of the sentences that answer it."""
    evidence = (choice.candidate.sentence.terms for choice in findings.selected)
    return frozenset(findings.question.terms).union(*evidence)


def _short_answers(findings: Findings) -> dict[tuple[ArticleId, Span], Span]:
    """Return the short answers by the article and span of the quote that each stands in."""
    return {
        (candidate.article.id, candidate.span): candidate.short_answer
        for candidate in findings.candidates
        if candidate.short_answer is not None
    }
