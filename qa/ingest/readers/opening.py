"""Open files that may be anything: pipes, folders, endless or unreadable files."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from qa.errors import InputError

MAX_BYTES = 50_000_000
"""Of one file, or of one line of JSON Lines."""


def open_regular(path: Path) -> BinaryIO:
    """Open the regular file at `path` for reading bytes; never waits for the other end of a pipe.

    Raises:
        InputError: it is missing, may not be read, or is no regular file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; check that it is there and readable") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError("is not a regular file; give a text, Markdown, HTML or JSON Lines file")
    return os.fdopen(descriptor, "rb")


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the content of the regular file at `path`, of at most `limit` bytes.

    Raises:
        InputError: it cannot be opened or read, or is larger.
    """
    try:
        with open_regular(path) as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; try again") from error
    if len(content) > limit:
        raise InputError(f"is larger than {limit:,} bytes; split it, or give its articles as JSON Lines")
    return content
