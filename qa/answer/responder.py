"""Turns a question into the events of its answer, written where a model is there, and quoted where it is not or fails."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Literal

from qa.answer.answerer import Answerer, Fallback, disagreements, state
from qa.answer.findings import Findings
from qa.answer.generate.rewriter import Rewriter, Standalone
from qa.answer.generate.writer import Writer
from qa.answer.question.contextualize import contextualize, needs_context
from qa.domain.answer import Answer, Degraded, Inquiry, Rejection, Statement, Trace, Usage
from qa.domain.article import Article
from qa.errors import LanguageModelError

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done now."""

    name: Literal["reading", "retrieving", "writing"]
    standalone: str | None = None
    """What is looked up in place of a follow-up question."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """The articles whose passages are read for the answer; those that it cites are its sources."""

    articles: tuple[Article, ...]


Event = Stage | Consulted | Statement | Rejection | Answer
"""What happens while an answer is made; the last is the Answer, which holds all statements and rejections again."""


@dataclass(slots=True)
class _Written:
    """What has come from the model so far."""

    statements: list[Statement] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    usage: Usage | None = None
    degraded: Degraded | None = None


@dataclass(frozen=True, slots=True)
class Responder:
    """Answers questions as they come.

    `writer` None: always in verbatim sentences; `rewriter` None: follow-up questions are completed by rules.
    """

    answerer: Answerer
    writer: Writer | None = None
    rewriter: Rewriter | None = None

    async def ask(self, inquiry: Inquiry) -> Answer:
        """The answer; raises as `events` does."""
        async with aclosing(self.events(inquiry)) as events:
            async for event in events:
                last = event
        if not isinstance(last, Answer):
            raise TypeError(f"an answer must come last, not {last!r}")
        return last

    async def aclose(self) -> None:
        """Ends the model's connections, in the event loop that asked."""
        if self.writer is not None:
            await self.writer.model.aclose()

    async def events(self, inquiry: Inquiry) -> AsyncGenerator[Event]:
        """What happens, as it happens; a statement that has been given is never taken back.

        Closing the generator ends the model's writing at once. The articles alone decide whether there is an answer: where
        they have none, no model is asked.

        Raises:
            QuestionError, EmptyLibraryError: before the first event.
        """
        # Retrieval and the small models take tens of milliseconds of a processor: meanwhile the loop serves others.
        typed = await asyncio.to_thread(self.answerer.admitted, inquiry.text)
        asked = Standalone(typed)
        if await asyncio.to_thread(needs_context, typed, inquiry.history):
            yield Stage("reading")
            asked = await self._standalone(typed, inquiry)
        yield Stage("retrieving", asked.text if asked.text != typed else None)
        found = await asyncio.to_thread(self.answerer.find, asked.text)
        yield Consulted(tuple(found.articles.values()))
        async with aclosing(self._answered(found, inquiry.quoted)) as events:
            async for event in events:
                yield _of_reader(event, typed, asked) if isinstance(event, Answer) else event

    async def _standalone(self, typed: str, inquiry: Inquiry) -> Standalone:
        """The question that is asked of the articles; it goes the way of any other, and nothing is taken on trust."""
        if self.rewriter is not None and inquiry.quoted is None:
            return await self.rewriter.standalone(typed, inquiry.history)
        return Standalone(await asyncio.to_thread(contextualize, typed, inquiry.history, self.answerer.longest))

    async def _answered(self, found: Findings, limit: Degraded | None) -> AsyncGenerator[Event]:
        if self.writer is not None and found.chosen and limit is None:
            async with aclosing(self._written(self.writer, found)) as events:
                async for event in events:
                    yield event
            return
        # Without a model, or where no article answers, there is nothing that a limit takes away.
        limited = Fallback(limit) if limit and self.writer and found.chosen else None
        answer = await asyncio.to_thread(self.answerer.quote, found, limited)
        ended: tuple[Event, ...] = (*answer.statements, *answer.rejections, answer)
        for event in ended:
            yield event

    async def _written(self, writer: Writer, found: Findings) -> AsyncGenerator[Event]:
        yield Stage("writing")
        written = _Written()
        async with aclosing(_writing(writer, found, written)) as events:
            async for event in events:
                yield event
        found.watch.lap("write")
        if written.statements:
            for statement in _missing_positions(found, written):
                written.statements.append(statement)
                yield statement
            yield self._answer(writer, found, written)
            return
        fallback = Fallback(written.degraded or Degraded("nothing_verified"), tuple(written.rejections), written.usage)
        answer = await asyncio.to_thread(self.answerer.quote, found, fallback)
        for quoted in answer.statements:
            yield quoted
        yield answer

    def _answer(self, writer: Writer, found: Findings, written: _Written) -> Answer:
        statements = tuple(written.statements)
        return Answer(
            question=found.question.text,
            mode="generated",
            statements=statements,
            sources=self.answerer.sources(statements, found.articles),
            trace=Trace(
                model=f"{writer.model.name}+{self.answerer.ranker.name}",
                prompt_digest=writer.prompt.digest,
                passages=tuple(passage.chunk.id for passage in found.passages),
                timings_ms=found.watch.total(),
            ),
            rejections=tuple(written.rejections),
            disagreements=disagreements(found, statements),
            degraded=written.degraded,
            usage=written.usage,
        )


def _of_reader(answer: Answer, typed: str, asked: Standalone) -> Answer:
    """The answer to what the reader typed, with what was asked in its place and what that took."""
    took = [it for it in (asked.usage, answer.usage) if it is not None]
    usage = Usage(sum(it.input_tokens for it in took), sum(it.output_tokens for it in took)) if took else None
    return replace(answer, question=typed, standalone=asked.text if asked.text != typed else None, usage=usage)


async def _writing(writer: Writer, found: Findings, written: _Written) -> AsyncGenerator[Event]:
    """Gives on what is written and keeps it; that the model failed is kept as well, and no error."""
    try:
        async with aclosing(writer.write(found)) as items:
            async for item in items:
                if isinstance(item, Usage):
                    written.usage = item
                    continue
                if isinstance(item, Statement):
                    found.watch.first("first_statement")
                    written.statements.append(item)
                else:
                    written.rejections.append(item)
                yield item
    except LanguageModelError as error:
        # A reader is told the reason; what to mend (a key, an address) is for whoever runs this.
        _LOGGER.warning("no written answer (%s): %s", error.reason, error)
        written.degraded = Degraded(error.reason, error.retry_after)


def _missing_positions(found: Findings, written: _Written) -> list[Statement]:
    """Sources that give another figure than the ones that the model chose: they are quoted beside it, never left out."""
    quoted, _ = state(found.chosen)
    differing = {position for it in disagreements(found, quoted) for position in it.positions}
    cited = {citation for statement in written.statements for citation in statement.citations}
    if not differing & cited:
        return []
    return [it for it in quoted if it.citations[0] in differing - cited]
