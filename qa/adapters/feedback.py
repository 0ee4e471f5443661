"""Keep feedback as lines of a file."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Lock


class FeedbackFile:
    """The `FeedbackStore`: one JSON document a line, only ever added to; a line is on the disk when `add` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def add(self, document: str) -> None:
        """Add a document, which must be on one line."""
        with self._lock, self._path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{document}\n")
            file.flush()
            os.fsync(file.fileno())

    def documents(self) -> Iterator[str]:
        """Yield all documents, oldest first; half a line, which a crash left, is skipped."""
        if self._path.exists():
            with self._path.open(encoding="utf-8") as file:
                yield from (line.rstrip("\n") for line in file if line.endswith("\n"))
