"""Turns what a language model may cost into leave to ask it, or into the reason why not: tokens a day, and calls at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from qa.domain.access import until_midnight
from qa.domain.answer import Prompt, Usage
from qa.errors import LanguageModelError
from qa.ports import Library

_KEY = "llm_tokens"
_CHARACTERS = 3
"""A token has about four characters of English; to count a few too many is the safe side."""


@dataclass(slots=True)
class Spending:
    """What one call took: what the model said it did, else what was sent and received."""

    prompt: Prompt
    written: int = 0
    """Characters."""
    usage: Usage | None = None

    @property
    def tokens(self) -> int:
        """Tokens in and out."""
        if self.usage is not None:
            return self.usage.input_tokens + self.usage.output_tokens
        return (len(self.prompt.system) + len(self.prompt.user) + self.written) // _CHARACTERS


@dataclass(slots=True)
class Budget:
    """Counts tokens by the UTC day, in the library's own settings so that a restart does not forget them.

    All calls come from one event loop, so that nothing is counted twice.
    """

    library: Library
    daily: int
    """Tokens in and out; 0: no limit."""
    at_once: int
    """Calls that may run at the same time."""
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    _running: int = 0

    @contextmanager
    def call(self, prompt: Prompt) -> Iterator[Spending]:
        """Leave for one call; what it took is counted when the context ends, however it ends.

        The last call of a day may pass the limit by its own length: what a model will write is not known before.

        Raises:
            LanguageModelError: `budget_exhausted` until midnight UTC, or `overloaded`.
        """
        if self.daily and self.spent() >= self.daily:
            message = f"the {self.daily} tokens of today are spent"
            raise LanguageModelError("budget_exhausted", message, until_midnight(self.now()))
        if self._running >= self.at_once:
            raise LanguageModelError("overloaded", f"{self.at_once} answers are being written already", 1.0)
        self._running += 1
        spending = Spending(prompt)
        try:
            yield spending
        finally:
            self._running -= 1
            self.library.remember(_KEY, f"{self._today()} {self.spent() + spending.tokens}")

    def spent(self) -> int:
        """Tokens since midnight UTC."""
        day, _, tokens = self.library.settings().get(_KEY, "").partition(" ")
        return int(tokens) if day == self._today() else 0

    def _today(self) -> str:
        return self.now().date().isoformat()
