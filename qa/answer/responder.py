"""Answer a question from end to end: contextualize, retrieve, then let a model write, or quote where none is set or it fails."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

from qa.answer import dialogue
from qa.answer.answerer import Answerer
from qa.answer.assemble import NOT_WRITTEN, Writing, qualified
from qa.answer.findings import Findings
from qa.answer.generate.chooser import Chooser
from qa.answer.generate.rewriter import Rewriter, Standalone
from qa.answer.generate.translator import Translator
from qa.answer.generate.writer import Writer
from qa.answer.question.contextualize import contextualize, needs_context
from qa.answer.question.time_window import windowed
from qa.domain.answer import (
    Abstained,
    Answer,
    Answered,
    Correction,
    Degraded,
    Inquiry,
    Rejection,
    Statement,
    statements_of,
    total_usage,
)
from qa.domain.article import Article
from qa.errors import LanguageModelError
from qa.ports import Facts
from qa.telemetry import NO_TELEMETRY, Telemetry, stepped

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the work that begins now."""

    name: Literal["reading", "retrieving", "writing"]
    standalone: str | None = None
    """The question that is searched for in place of a follow-up."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """The articles whose passages are read for the answer; those that it cites are its sources."""

    articles: tuple[Article, ...]
    corrections: tuple[Correction, ...] = ()
    """Words of the question that were taken for misspelt when they were searched for."""


Event = Stage | Consulted | Statement | Rejection | Answer
"""What happens while an answer is made; the last is the Answer, which holds all statements and rejections again."""


@dataclass(frozen=True, slots=True)
class Responder:
    """Answers questions as they come.

    `writer` None: always in verbatim sentences that no model chose; `rewriter` None: follow-up questions are completed by rules.
    """

    answerer: Answerer
    writer: Writer | Chooser | None = None
    rewriter: Rewriter | None = None
    translator: Translator | None = None
    """None: a question in another language than English is not answered."""
    telemetry: Telemetry = NO_TELEMETRY

    @property
    def model(self) -> str | None:
        """The name of the language model that writes or chooses."""
        return self.writer.model.name if self.writer is not None else None

    @property
    def verifier(self) -> str | None:
        """The name of the one that gives second opinions; without one nothing that is freely worded is shown."""
        return self.writer.verifier if self.writer is not None else None

    async def ask(self, inquiry: Inquiry) -> Answer:
        """Return the answer; raises as `events` does."""
        async with aclosing(self.events(inquiry)) as events:
            async for event in events:
                last = event
        if not isinstance(last, Answered | Abstained):
            raise TypeError(f"an answer must come last, not {last!r}")
        return last

    async def aclose(self) -> None:
        """Close the models' connections, in the event loop that opened them."""
        if self.writer is not None:
            await self.writer.aclose()

    async def events(self, inquiry: Inquiry) -> AsyncGenerator[Event]:
        """Yield the events of an answer as they happen; a statement that has been yielded is never taken back.

        Closing the generator ends the model's writing at once. Where the articles hold nothing near the question, no model is
        asked; else it is, and may decline, and what is shown of its answer stands on quotes.

        Raises:
            QuestionError, EmptyLibraryError: before the first event.
        """
        # What is no question is refused, and not counted as an answer.
        typed = await asyncio.to_thread(self.answerer.within(inquiry.scope).admitted, inquiry.text)
        metrics, began = self.telemetry.metrics, perf_counter()
        span, counted = self.telemetry.tracer.begin("answer", {"question": typed}), False
        try:
            async with aclosing(stepped(span, self._events(typed, inquiry))) as events:
                async for event in events:
                    if isinstance(event, Answered | Abstained):
                        metrics.answered(event, perf_counter() - began)
                        span.note(_told(event))
                        counted = True
                    yield event
        except (asyncio.CancelledError, GeneratorExit):
            if not counted:
                metrics.unanswered("cancelled", perf_counter() - began)
            raise
        except Exception:
            metrics.unanswered("failed", perf_counter() - began)
            raise

    async def _events(self, typed: str, inquiry: Inquiry) -> AsyncGenerator[Event]:
        """Yield the events of a question that was admitted."""
        # Retrieval and the small models take tens of milliseconds of a processor: meanwhile the loop serves others.
        answerer = self.answerer.within(inquiry.scope)
        foreign = await asyncio.to_thread(self.answerer.language, typed) is not None
        standalone, writing = Standalone(typed), NOT_WRITTEN
        if await self._is_read_first(typed, inquiry, foreign=foreign):
            yield Stage("reading")
            with self.telemetry.traced("contextualize", {}):
                standalone, writing = await self._read(typed, inquiry, foreign=foreign)
        yield Stage("retrieving", standalone.text if standalone.text != typed else None)
        answerer = self.answerer.within(windowed(standalone.text, inquiry.scope))
        findings = await asyncio.to_thread(self._find, answerer, typed, standalone.text, inquiry)
        findings = replace(findings, wording=typed if foreign else "")
        yield Consulted(tuple(findings.articles.values()), findings.corrections)

        if self.writer is not None and findings.near and not inquiry.extractive:
            # Where nothing is near, there is nothing to write, and nothing that a limit takes away.
            async with aclosing(self._written(self.writer, findings, inquiry)) as results:
                async for result in results:
                    if isinstance(result, Writing):
                        writing = result
                    else:
                        yield result
        with self.telemetry.traced("verify", {}):
            # Every quote is compared with the article as it is stored.
            answer = await asyncio.to_thread(answerer.assembler.answer, findings, writing)
        for event in _remaining(answer, writing):
            yield event
        yield _as_typed(answer, typed, standalone)

    async def _written(
        self, writer: Writer | Chooser, findings: Findings, inquiry: Inquiry
    ) -> AsyncGenerator[Stage | Statement | Rejection | Writing]:
        """Yield what the model writes as it comes, and last all of it, or why none may write."""
        if inquiry.quoted is not None:
            yield Writing(degraded=inquiry.quoted)
            return
        yield Stage("writing")
        span = self.telemetry.tracer.begin("write", {"model": writer.model.name})
        async with aclosing(stepped(span, _results(writer, findings))) as results:
            async for result in results:
                yield _qualified(result, findings)
        findings.watch.lap("write")

    def _find(self, answerer: Answerer, typed: str, standalone: str, inquiry: Inquiry) -> Findings:
        """Return what the articles hold; where no model writes, "Tell me more" goes on behind the last answer."""
        written = self.rewriter is not None and inquiry.may_write

        def look(answerer: Answerer) -> Findings:
            more = None if written else dialogue.find_more(answerer, typed, inquiry.history)
            return more or dialogue.find(answerer, typed, standalone, inquiry.history)

        findings, degraded = answerer.degrading(look)
        return replace(findings, degraded=degraded)

    async def _is_read_first(self, typed: str, inquiry: Inquiry, *, foreign: bool) -> bool:
        """Return whether a question is not searched for as it was typed."""
        if foreign:
            return self.translator is not None and not inquiry.extractive
        # Only English is read by the rules that tell a follow-up.
        return await asyncio.to_thread(needs_context, typed, inquiry.history)

    async def _read(self, typed: str, inquiry: Inquiry, *, foreign: bool) -> tuple[Standalone, Writing]:
        """Return the question in English and on its own; as it was typed, and why, where it cannot be put into English."""
        asked = Standalone(typed)
        if foreign and self.translator is not None:
            if inquiry.quoted is not None:
                return asked, Writing(degraded=inquiry.quoted)
            try:
                asked = await self.translator.english(typed)
            except LanguageModelError as error:
                _LOGGER.warning("a question is not put into English (%s): %s", error.reason, error)
                return asked, Writing(degraded=Degraded(error.reason, error.retry_after))
        if await asyncio.to_thread(needs_context, asked.text, inquiry.history):
            asked = await self._standalone(asked, inquiry)
        return asked, NOT_WRITTEN

    async def _standalone(self, asked: Standalone, inquiry: Inquiry) -> Standalone:
        """Return a follow-up as a question that stands alone; it is parsed and checked as a typed one is."""
        if self.rewriter is None or not inquiry.may_write:
            completed = await asyncio.to_thread(contextualize, asked.text, inquiry.history, self.answerer.longest)
            return asked._replace(text=completed)
        rewritten = await self.rewriter.standalone(asked.text, inquiry.history)
        usages = [usage for usage in (asked.usage, rewritten.usage) if usage is not None]
        return rewritten._replace(usage=total_usage(usages))


async def _results(writer: Writer | Chooser, findings: Findings) -> AsyncGenerator[Statement | Rejection | Writing]:
    async with aclosing(writer.write(findings)) as results:
        async for result in results:
            yield result


def _told(answer: Answer) -> Facts:
    """Return what a trace tells of an answer; its words only where the operator chose so."""
    degraded = answer.degraded.reason if answer.degraded else ""
    reason = answer.abstention.reason if isinstance(answer, Abstained) else degraded
    facts: Facts = {"mode": answer.mode, "answer": " ".join(statement.text for statement in statements_of(answer))}
    return {**facts, "reason": reason} if reason else facts


def _qualified(result: Statement | Rejection | Writing, findings: Findings) -> Statement | Rejection | Writing:
    """Return what was written, each statement with what its quotes would mislead without."""
    match result:
        case Statement():
            return qualified(result, findings)
        case Writing():
            return replace(result, statements=tuple(qualified(it, findings) for it in result.statements))
        case _:
            return result


def _remaining(answer: Answer, writing: Writing) -> tuple[Statement | Rejection, ...]:
    """Return what the answer has beyond what was yielded while it was written."""
    return (*statements_of(answer)[len(writing.statements) :], *answer.rejections[len(writing.rejections) :])


def _as_typed(answer: Answer, typed: str, standalone: Standalone) -> Answer:
    """Return the answer under the question that was typed, with the one that was searched for and the usage of both steps."""
    usages = [usage for usage in (standalone.usage, answer.usage) if usage is not None]
    return replace(
        answer,
        question=typed,
        standalone=standalone.text if standalone.text != typed else None,
        usage=total_usage(usages),
    )
