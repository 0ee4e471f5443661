"""Keep feedback as lines of a file."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from qa.errors import FeedbackFullError

MOST = 100_000_000
"""Bytes of the file, unless the settings say otherwise."""


class FeedbackFile:
    """The `FeedbackStore`: one JSON document a line, only ever added to; a line is on the disk when `add` returns."""

    def __init__(self, path: Path, most: int = MOST) -> None:
        """`most` is the largest that the file may become, in bytes."""
        self._path = path
        self._most = most
        self._lock = Lock()

    def add(self, document: str) -> None:
        """Add a document, which must be on one line; raises as the port says."""
        with self._lock, self._path.open("ab+") as file:
            # After half a line, which a crash left, the document would be half a line too.
            size, line = _size_of_lines(file), f"{document}\n".encode()
            if size + len(line) > self._most:
                raise FeedbackFullError(
                    f"{self._path.name} has the {self._most} bytes that it may have; move it elsewhere to go on"
                )
            file.truncate(size)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def documents(self) -> Iterator[str]:
        """Yield all documents, oldest first; half a line, which a crash left, is skipped."""
        if self._path.exists():
            with self._path.open(encoding="utf-8") as file:
                yield from (line.rstrip("\n") for line in file if line.endswith("\n"))


def _size_of_lines(file: BinaryIO) -> int:
    """Return the bytes up to the end of the last whole line."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return 0
    file.seek(-1, os.SEEK_END)
    if file.read() == b"\n":
        return size
    file.seek(0)
    return file.read().rfind(b"\n") + 1
