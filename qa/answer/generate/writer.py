"""Turns evidence into written sentences: a language model drafts, and each sentence is proved before it is given on."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.findings import Findings
from qa.answer.generate.prompt_passages import prompt_passages
from qa.answer.generate.stream_parser import NO_ANSWER, StreamParser
from qa.answer.verify.draft import Draft, PromptPassage
from qa.answer.verify.verifier import Verifier
from qa.domain.answer import Prompt, Rejection, Statement, Usage
from qa.errors import LanguageModelError
from qa.llm.budget import Budget, Spending
from qa.ports import LanguageModel
from qa.prompts import PromptFile
from qa.text.tokens import Term

MOST = 6
"""Statements of a written answer, and twice as many drafts: a model that goes on is stopped."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Asks the model and checks what it writes."""

    model: LanguageModel
    prompt: PromptFile
    verifier: Verifier
    reader: SentenceCache
    budget: Budget

    async def write(self, found: Findings) -> AsyncGenerator[Statement | Rejection | Usage]:
        """Statements and rejections in the order of writing, each as soon as its sentence is complete, then the usage.

        Raises:
            LanguageModelError: the model cannot write, or broke off; statements may have come before.
        """
        offered = prompt_passages(found.passages, found.candidates, found.articles, self.reader)
        desk = DraftReview(self.verifier, offered, _topic(found))
        prompt = self._prompt(found, offered)
        with self.budget.call(prompt) as spending:
            async with aclosing(self._drafts(prompt, spending)) as drafts:
                async for draft in drafts:
                    result = await desk.judge(draft)
                    if result is not None:
                        yield result
                    if desk.full:
                        break
        if spending.usage is not None:
            yield spending.usage

    async def _drafts(self, prompt: Prompt, spending: Spending) -> AsyncGenerator[Draft]:
        sentences = StreamParser()
        async with aclosing(self.model.write(prompt)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    spending.usage = piece
                    continue
                spending.written += len(piece)
                for draft in sentences.feed(piece):
                    yield draft
        for draft in sentences.finish():
            yield draft

    def _prompt(self, found: Findings, offered: Sequence[PromptPassage]) -> Prompt:
        # New for every question: no article can have been written with it.
        mark = f"=={secrets.token_hex(6)}=="
        return self.prompt.render({"mark": mark, "passages": offered, "question": found.question.text})


@dataclass(slots=True)
class DraftReview:
    """Judges the drafts of one answer."""

    verifier: Verifier
    offered: Sequence[PromptPassage]
    topic: frozenset[Term]
    _said: set[str] = field(default_factory=set)
    _statements: int = 0
    _drafts: int = 0

    @property
    def full(self) -> bool:
        """Whether enough has been said, or tried."""
        return self._statements >= MOST or self._drafts >= 2 * MOST

    async def judge(self, draft: Draft) -> Statement | Rejection | None:
        """None: it was said already.

        Raises:
            LanguageModelError: `llm_declined`, where the model says that the passages do not answer.
        """
        self._drafts += 1
        if NO_ANSWER in draft.text.upper() and not self._statements:
            raise LanguageModelError("llm_declined", "the model found no answer in the passages")
        if draft.text in self._said:
            return None
        self._said.add(draft.text)
        # The models take milliseconds of a processor: meanwhile the loop serves others.
        result = await asyncio.to_thread(self.verifier.verify, draft, self.offered, self.topic)
        self._statements += isinstance(result, Statement)
        return result


def _topic(found: Findings) -> frozenset[Term]:
    """What the question and the sentences that answer it speak of."""
    evidence = (selected.candidate.sentence.terms for selected in found.chosen)
    return frozenset(found.question.terms).union(*evidence)
