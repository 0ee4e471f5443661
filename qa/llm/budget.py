"""Limit what a language model may cost: so many tokens a day, and so many texts at once."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from qa.domain.access import until_midnight
from qa.domain.answer import Prompt, Usage
from qa.errors import LanguageModelError, StoreError
from qa.ports import LanguageModel, QuotaStore

_LOGGER = logging.getLogger(__name__)

TOKENS = "language model tokens"
"""The subject under which the quota store counts them; no id of a key has a space."""
_CHARACTERS = 3
"""A token has about four characters of English; to count a few too many is the safe side."""


@dataclass(slots=True)
class BudgetedModel:
    """A `LanguageModel` that writes only while the budget of the day lasts, and refuses with the reason otherwise.

    Tokens are counted by the UTC day, where a restart does not forget them. All calls come from one event loop, so that
    nothing is counted twice.
    """

    model: LanguageModel
    quotas: QuotaStore
    daily: int
    """Tokens in and out; 0: no limit."""
    at_once: int
    """Texts that may be written at the same time."""
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    _running: int = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    async def write(self, prompt: Prompt) -> AsyncGenerator[str | Usage]:
        """Yield the model's text; the tokens are counted when the writing ends, however it ends.

        The last text of a day may pass the limit by its own length: what a model will write is not known before.

        Raises:
            LanguageModelError: `budget_exhausted` until midnight UTC, or `overloaded`, or as the model does.
        """
        self._admit()
        self._running += 1
        characters, usage = len(prompt.system) + len(prompt.user), None
        try:
            async with aclosing(self.model.write(prompt)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        usage = piece
                    else:
                        characters += len(piece)
                    yield piece
        finally:
            self._running -= 1
            tokens = usage.input_tokens + usage.output_tokens if usage else characters // _CHARACTERS
            self._count(tokens)

    async def aclose(self) -> None:
        """Close the model's connections."""
        await self.model.aclose()

    def _count(self, tokens: int) -> None:
        try:
            self.quotas.increment(TOKENS, self.now().date(), tokens)
        except StoreError as error:
            # What has been written stands; the day's budget is larger by it, and the log says so.
            _LOGGER.warning("%d tokens of the language model are not counted: %s", tokens, error)

    def spent(self) -> int:
        """Return the tokens since midnight UTC."""
        return self.quotas.used(TOKENS, self.now().date())

    def _admit(self) -> None:
        try:
            exhausted = self.daily and self.spent() >= self.daily
        except StoreError as error:
            raise LanguageModelError("overloaded", f"the tokens of today cannot be read: {error}", 1.0) from error
        if exhausted:
            message = f"the {self.daily} tokens of today are spent"
            raise LanguageModelError("budget_exhausted", message, until_midnight(self.now()))
        if self._running >= self.at_once:
            raise LanguageModelError("overloaded", f"{self.at_once} answers are being written already", 1.0)
