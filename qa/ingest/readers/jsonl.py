"""Turns the lines of a JSON Lines file into objects, one at a time, whatever the size of the file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from qa.errors import InputError
from qa.ingest.readers.files import LIMIT, decoded, opened
from qa.ingest.readers.metadata import Fields, safe_line

Row = tuple[int, Fields | InputError]
"""A line's number, from 1, and its object, or why it has none."""


def rows(path: Path, limit: int = LIMIT) -> Iterator[Row]:
    """The objects of the file in order; blank lines count but give nothing. Only one line is in memory at a time.

    A line of more than `limit` bytes gives an error in its place, and so does one that is not a JSON object.

    Raises:
        InputError: the file cannot be opened or read.
    """
    try:
        with opened(path) as file:
            for number, line in enumerate(_lines(file, limit), start=1):
                if line is None:
                    yield number, InputError(f"is longer than {limit:,} bytes; split it")
                elif line.strip():
                    yield number, _object(line)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; try again") from error


def _lines(file: BinaryIO, limit: int) -> Iterator[bytes | None]:
    while line := file.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(limit + 1)
        yield None


def _object(line: bytes) -> Fields | InputError:
    try:
        value = json.loads(decoded(line))
    except InputError as error:
        return error
    except json.JSONDecodeError as error:
        return InputError(f"is not JSON: {error.msg} at column {error.colno}; mend the line")
    except (ValueError, RecursionError):
        return InputError("is not JSON that can be read: nested too deep, or a number of too many digits")
    if not isinstance(value, dict):
        return InputError(f'must be an object such as {{"text": "…"}}, not {safe_line(str(value))[:40]!r}')
    return value
