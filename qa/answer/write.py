"""Turns evidence into written sentences: a language model drafts, and each sentence is proved before it is given on."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from qa.answer.budget import Budget, Spending
from qa.answer.draft import NO_ANSWER, Draft, Drafts
from qa.answer.offered import Offered, offer
from qa.answer.pipeline import Found
from qa.answer.prove import Prover
from qa.answer.reading import Reader
from qa.answer.words import Term
from qa.domain import Prompt, Rejection, Statement, Usage
from qa.errors import LanguageModelError
from qa.ports import LanguageModel
from qa.prompts import PromptFile

MOST = 6
"""Statements of a written answer, and twice as many drafts: a model that goes on is stopped."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Asks the model and checks what it writes."""

    model: LanguageModel
    prompt: PromptFile
    prover: Prover
    reader: Reader
    budget: Budget

    async def write(self, found: Found) -> AsyncGenerator[Statement | Rejection | Usage]:
        """Statements and rejections in the order of writing, each as soon as its sentence is complete, then the usage.

        Raises:
            LanguageModelError: the model cannot write, or broke off; statements may have come before.
        """
        offered = offer(found.passages, found.candidates, found.articles, self.reader)
        desk = _Desk(self.prover, offered, _topic(found))
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
        sentences = Drafts()
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

    def _prompt(self, found: Found, offered: Sequence[Offered]) -> Prompt:
        # New for every question: no article can have been written with it.
        mark = f"=={secrets.token_hex(6)}=="
        return self.prompt.render({"mark": mark, "passages": offered, "question": found.question.text})


@dataclass(slots=True)
class _Desk:
    """Judges the drafts of one answer."""

    prover: Prover
    offered: Sequence[Offered]
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
        result = await asyncio.to_thread(self.prover.prove, draft, self.offered, self.topic)
        self._statements += isinstance(result, Statement)
        return result


def _topic(found: Found) -> frozenset[Term]:
    """What the question and the sentences that answer it speak of."""
    evidence = (selected.candidate.sentence.terms for selected in found.chosen)
    return frozenset(found.question.terms).union(*evidence)
