"""Limit what a language model may cost: so many tokens a day, and so many texts at once."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

from qa.domain.access import until_midnight
from qa.domain.answer import Prompt, Usage
from qa.errors import LanguageModelError, StoreError
from qa.ports import Facts, LanguageModel, QuotaStore, Span
from qa.telemetry import NO_TELEMETRY, Telemetry, stepped

_LOGGER = logging.getLogger(__name__)

TOKENS = "language model tokens"
"""The subject under which the quota store counts them; no id of a key has a space."""
_BYTES = 3
"""A token has about four bytes of English, three of Chinese; to count a few too many is the safe side."""


@dataclass(slots=True)
class DailyTokens:
    """The tokens of the day, of all models that share them, and those promised to texts that are being written.

    They are counted by the UTC day, where a restart does not forget them. All calls come from one event loop, which waits
    for no disk meanwhile.
    """

    quotas: QuotaStore
    daily: int
    """Tokens in and out; 0: no limit."""
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    _promised: int = 0

    async def promise(self, tokens: int) -> None:
        """Set as many aside as a text may take; the last text of a day may pass the limit, and no other.

        Raises:
            LanguageModelError: `budget_exhausted` until midnight UTC, or `overloaded` while others may yet spend what is left.
        """
        before = self._promised
        # Before anything is waited for: whoever comes meanwhile sees it.
        self._promised += tokens
        try:
            if self.daily:
                self._check(await asyncio.to_thread(self.spent), before)
        except StoreError as error:
            self._promised -= tokens
            raise LanguageModelError("overloaded", f"the tokens of today cannot be read: {error}", 1.0) from error
        except BaseException:
            self._promised -= tokens
            raise

    async def settle(self, promised: int, taken: int) -> None:
        """Count what a text has taken in place of what it was promised."""
        try:
            await asyncio.to_thread(self.quotas.increment, TOKENS, self.now().date(), taken)
        except StoreError as error:
            # What has been written stands; the day's budget is larger by it, and the log says so.
            _LOGGER.warning("%d tokens of the language model are not counted: %s", taken, error)
        finally:
            self._promised -= promised

    def spent(self) -> int:
        """Return the tokens since midnight UTC."""
        return self.quotas.used(TOKENS, self.now().date())

    def _check(self, spent: int, promised: int) -> None:
        if spent >= self.daily:
            message = f"the {self.daily} tokens of today are spent"
            raise LanguageModelError("budget_exhausted", message, until_midnight(self.now()))
        if spent + promised >= self.daily:
            message = f"of the {self.daily} tokens of today the last may go to what is being written"
            raise LanguageModelError("overloaded", message, 1.0)


@dataclass(slots=True)
class BudgetedModel:
    """A `LanguageModel` that writes only while the budget of the day lasts, and refuses with the reason otherwise.

    All calls come from one event loop, so that nothing is counted twice.
    """

    model: LanguageModel
    tokens: DailyTokens
    at_once: int
    """Texts that may be written at the same time."""
    longest: int
    """Tokens that one text may have."""
    telemetry: Telemetry = NO_TELEMETRY
    _running: int = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    async def write(self, prompt: Prompt) -> AsyncGenerator[str | Usage]:
        """Yield the model's text; the tokens are counted when the writing ends, however it ends.

        Raises:
            LanguageModelError: `budget_exhausted` until midnight UTC, or `overloaded`, or as the model does.
        """
        facts: Facts = {"model": self.name, "instructions": prompt.system, "prompt": prompt.user}
        span = self.telemetry.tracer.begin("model", facts)
        try:
            async with aclosing(stepped(span, self._admitted(prompt, span))) as pieces:
                async for piece in pieces:
                    yield piece
        except LanguageModelError as error:
            self.telemetry.metrics.model_failed(error.reason)
            raise

    async def aclose(self) -> None:
        """Close the model's connections."""
        await self.model.aclose()

    async def _admitted(self, prompt: Prompt, span: Span) -> AsyncGenerator[str | Usage]:
        if self._running >= self.at_once:
            raise LanguageModelError("overloaded", f"{self.at_once} answers are being written already", 1.0)
        self._running += 1
        try:
            promised = _size(prompt.system + prompt.user) // _BYTES + self.longest
            await self.tokens.promise(promised)
            async with aclosing(self._counted(prompt, promised, span)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            self._running -= 1

    async def _counted(self, prompt: Prompt, promised: int, span: Span) -> AsyncGenerator[str | Usage]:
        written, usage, began = "", None, monotonic()
        try:
            async with aclosing(self.model.write(prompt)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        usage = piece
                        span.note({"input_tokens": piece.input_tokens, "output_tokens": piece.output_tokens})
                    elif not written:
                        span.note({"first_piece_seconds": monotonic() - began})
                    written += "" if isinstance(piece, Usage) else piece
                    yield piece
        finally:
            span.note({"text": written})
            taken = usage or Usage(_size(prompt.system + prompt.user) // _BYTES, _size(written) // _BYTES)
            self.telemetry.metrics.used(taken)
            await self.tokens.settle(promised, taken.input_tokens + taken.output_tokens)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
