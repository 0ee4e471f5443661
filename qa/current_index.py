"""Hold what articles are searched with, so that another index can take its place in one step."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition
from typing import Protocol

from qa.ports import Embedder, Splitter, VectorIndex

GENERATION = "index_generation"
"""The key under which the library keeps the name of the generation that is searched; without it that is the first."""


@dataclass(frozen=True, slots=True, eq=False)
class IndexGeneration:
    """What goes together: how articles are split and embedded, and the index that has these vectors."""

    split: Splitter
    embedder: Embedder
    index: VectorIndex
    name: str = ""
    """Tells generations of one library apart; empty: the first."""
    made_by: str = ""
    """A digest of the settings that it is made by."""


class IndexGenerations(Protocol):
    """Opens the generation that is to come, and deletes those that are no more."""

    def next(self) -> IndexGeneration:
        """Open an empty generation beside the current one, as the settings now say.

        Raises:
            SettingsError, InputError: the settings cannot be read, or not the embedding that they name.
            StoreError: it cannot be made.
        """
        ...

    def newer(self, name: str) -> IndexGeneration | None:
        """Open what another process has put in the place of a generation; None where that is current still.

        Raises:
            SettingsError, InputError: as `next` does.
            IndexMismatchError: it was made by another embedder than the settings name.
            StoreError: it cannot be opened.
        """
        ...

    def retain(self, name: str) -> None:
        """Close and delete all generations but one; raises a StoreError where that fails."""
        ...


class CurrentIndex:
    """The generation that is searched just now; safe from any thread."""

    def __init__(self, generation: IndexGeneration) -> None:
        self._generation = generation
        self._leases: Counter[str] = Counter()
        self._returned = Condition()

    @property
    def generation(self) -> IndexGeneration:
        """The generation, for whoever keeps it from being swapped meanwhile."""
        return self._generation

    @contextmanager
    def leased(self) -> Iterator[IndexGeneration]:
        """Yield the generation, which stays open while the context lasts, whatever takes its place."""
        with self._returned:
            generation = self._generation
            self._leases[generation.name] += 1
        try:
            yield generation
        finally:
            with self._returned:
                self._leases[generation.name] -= 1
                self._returned.notify_all()

    def swap(self, generation: IndexGeneration) -> None:
        """Put another generation in the place of the current one; when it returns, nobody uses that any more."""
        with self._returned:
            before, self._generation = self._generation, generation
            self._returned.wait_for(lambda: not self._leases[before.name])
