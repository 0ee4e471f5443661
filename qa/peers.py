"""Stand in for the other processes on a store where there are none: a folder has one process."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext


class Alone:
    """The `Peers` of a process that has its store for itself."""

    def turn(self, seconds: float) -> AbstractContextManager[None]:  # noqa: ARG002 nobody has to be waited for
        """Hold what nobody else can hold."""
        return nullcontext()

    def leads(self) -> bool:
        """Return that this process does what only one has to."""
        return True

    def tell(self, subject: str, text: str) -> None:
        """Tell nobody."""

    def listening(self, heard: Callable[[str, str], None]) -> AbstractContextManager[None]:  # noqa: ARG002 nobody says anything
        """Hear nothing."""
        return nullcontext()


ALONE = Alone()
