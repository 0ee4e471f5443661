"""Review the drafts of one answer while they are written: verify each, ask for second opinions at once, show them in order."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from qa.answer.generate.offered import Offered
from qa.answer.generate.second_opinion import SecondOpinion
from qa.answer.generate.stream_parser import NO_ANSWER
from qa.answer.verify.across import is_across, verify_across
from qa.answer.verify.draft import Draft
from qa.answer.verify.verifier import Unproved, Verified, verify
from qa.domain.answer import Opinion, Rejection, RejectionReason, Statement, Usage
from qa.errors import LanguageModelError
from qa.telemetry import NO_TELEMETRY, Telemetry

_LOGGER = logging.getLogger(__name__)

MOST_STATEMENTS = 6
"""Statements of a written answer, and twice as many drafts: a model that goes on is stopped."""
_REFUSED: Mapping[Opinion, RejectionReason] = {"contradicted": "contradicted", "not_stated": "not_supported"}
_IN_DOUBT: frozenset[RejectionReason] = frozenset({"contradicted", "not_supported", "unconfirmed"})
"""Reasons of sentences that no check objects to."""


@dataclass(slots=True)
class Review:
    """Verifies the drafts of one answer, and keeps what is shown."""

    offered: Offered
    opinion: SecondOpinion | None
    """None: nothing that is freely worded is shown."""
    telemetry: Telemetry = NO_TELEMETRY
    statements: list[Statement] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    usages: list[Usage] = field(default_factory=list)
    unconfirmed: LanguageModelError | None = None
    """Why a second opinion that is set could not be had."""

    async def results(self, drafts: AsyncGenerator[Draft | Usage]) -> AsyncGenerator[Statement | Rejection]:
        """Yield what becomes of the drafts, in their order; each is verified while the next are still being written.

        Raises:
            LanguageModelError: as the drafts do, after what was written before; `llm_declined` where the model says, before
                anything was shown, that the passages do not answer.
        """
        begun: asyncio.Queue[asyncio.Task[Verified | None] | None] = asyncio.Queue()
        reading = asyncio.create_task(self._begin(drafts, begun))
        try:
            while len(self.statements) < MOST_STATEMENTS:
                task = await begun.get()
                if task is None:
                    await reading
                    return
                for result in self._kept(await task):
                    yield result
        finally:
            await _cancel(reading)
            while not begun.empty():
                await _cancel(begun.get_nowait())

    async def _begin(
        self, drafts: AsyncGenerator[Draft | Usage], begun: asyncio.Queue[asyncio.Task[Verified | None] | None]
    ) -> None:
        """Begin to verify each draft as it comes; None ends the queue, however the drafts end."""
        seen: list[str] = []
        try:
            async with aclosing(drafts):
                async for draft in drafts:
                    if isinstance(draft, Usage):
                        self.usages.append(draft)
                        continue
                    if draft.text not in seen:
                        begun.put_nowait(asyncio.create_task(self._verified(draft)))
                    seen.append(draft.text)
                    if len(seen) >= 2 * MOST_STATEMENTS:
                        break
        finally:
            begun.put_nowait(None)

    async def _verified(self, draft: Draft) -> Verified | None:
        """Return what becomes of a draft; None where it says that the passages do not answer."""
        if NO_ANSWER in draft.text.upper():
            return None
        with self.telemetry.traced("verify", {"sentence": draft.text}) as span:
            # The checks take milliseconds of a processor: meanwhile the loop serves others.
            found = await asyncio.to_thread(_found, draft, self.offered)
            verified = await self._confirmed(found) if isinstance(found, Unproved) else found
            span.note({"outcome": _outcome(verified)})
            return verified

    async def _confirmed(self, unproved: Unproved) -> Verified:
        """Ask for the second opinion; without one the quote is shown."""
        if self.opinion is None:
            return unproved.refused("unconfirmed")
        try:
            opinion, usage = await self.opinion.on(unproved.claim)
        except LanguageModelError as error:
            # The answer says that it could not be had; what to mend is only for the log.
            _LOGGER.warning("no second opinion (%s): %s", error.reason, error)
            self.unconfirmed = error
            return unproved.refused("unconfirmed")
        if usage is not None:
            self.usages.append(usage)
        return unproved.confirmed() if opinion == "supported" else unproved.refused(_REFUSED[opinion])

    def _kept(self, verified: Verified | None) -> list[Statement | Rejection]:
        """Keep what is new to the reader, and return it."""
        kept: list[Statement | Rejection] = []
        if verified is None:
            if not self.statements:
                raise LanguageModelError("llm_declined", "the model found no answer in the passages")
            return kept
        if verified.rejection is not None:
            self.rejections.append(verified.rejection)
            kept.append(verified.rejection)
        statement = verified.statement if self._may_show(verified) else None
        if statement is not None and all(statement.text != shown.text for shown in self.statements):
            statement = self.offered.marked(statement)
            self.statements.append(statement)
            kept.append(statement)
        return kept

    def _may_show(self, verified: Verified) -> bool:
        """Return whether it is shown.

        Where no sentence is sure to answer, no quote takes the place of what the articles plainly do not say.
        """
        return self.offered.sure or verified.rejection is None or verified.rejection.reason in _IN_DOUBT


def _outcome(verified: Verified) -> str:
    """Return why a draft is not shown as it was written, or what it is."""
    if verified.rejection is not None or verified.statement is None:
        return verified.rejection.reason if verified.rejection is not None else "nothing"
    return verified.statement.support.provenance


def _found(draft: Draft, offered: Offered) -> Verified | Unproved:
    """What the quotes make of a draft: by the rules for English, unless it is in another language than its quotes."""
    if is_across(draft, offered.passages, offered.wording):
        return verify_across(draft, offered.passages)
    return verify(draft, offered.passages, offered.topic)


async def _cancel(task: asyncio.Task[object] | None) -> None:
    """End a task; what it raised was told already, or nobody waits for it any more."""
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError, LanguageModelError):
            await task
