"""Keep feedback as lines of a file."""

import os
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from shlex import quote
from threading import Lock
from typing import BinaryIO

from qa.adapters.data_folder import open_private
from qa.adapters.store_errors import damaged, os_store_error
from qa.errors import FeedbackFullError

MOST = 100_000_000
"""Bytes of the file, unless the settings say otherwise."""


class FeedbackFile:
    """The `FeedbackStore`: one JSON object a line, only ever added to; a line is on the disk when `add` returns."""

    def __init__(self, path: Path, most: int = MOST) -> None:
        """`most` is the largest that the file may become, in bytes."""
        self._path = path
        self._most = most
        self._lock = Lock()

    def add(self, name: str, document: str) -> bool:
        """Add a document, which must be on one line and begin with its name as `id`; return False where that is there.

        Raises:
            FeedbackFullError: the file would be larger than it may be.
            StoreDeniedError, StoreFullError: the file cannot be written; then nothing of the document is in it.
        """
        try:
            with self._lock, open(self._path, "ab+", opener=open_private) as file:
                # After half a line, which a crash or a full disk left, the document would be half a line too.
                size, line = _size_of_lines(file), f"{document}\n".encode()
                if size and _holds(file, name):
                    return False
                if size + len(line) > self._most:
                    raise FeedbackFullError(
                        f"{self._path.name} has the {self._most} bytes that it may have; move it elsewhere to go on"
                    )
                file.truncate(size)
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
                return True
        except OSError as error:
            raise os_store_error(self._path, error) from error

    def documents(self) -> Iterator[str]:
        """Yield all documents, oldest first; half a line, which a crash left, is skipped.

        Raises:
            StoreDeniedError: the file cannot be read.
            StoreDamagedError: it is no text.
        """
        if self._path.exists():
            try:
                lines = self._path.read_text(encoding="utf-8").split("\n")
            except OSError as error:
                raise os_store_error(self._path, error) from error
            except UnicodeDecodeError as error:
                mend = f"all else is safe. Give it another name: `mv {quote(str(self._path))} {quote(f'{self._path}.aside')}`"
                raise damaged(self._path, str(error), mend) from error
            yield from lines[:-1]


def _holds(file: BinaryIO, name: str) -> bool:
    """Return whether a line begins with a name: looked for in the file, which somebody may have moved away meanwhile."""
    # Untrusted: within a document every quotation mark and line break of a reader's words is escaped.
    start = f'{{"id":"{name}"'.encode()
    with mmap(file.fileno(), 0, access=ACCESS_READ) as lines:
        return lines[: len(start)] == start or lines.find(b"\n" + start) >= 0


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
