"""Turns the paths that a person names into the article files behind them, and a file into its text."""

import codecs
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa.errors import InputError
from qa.ingest.readers.ids import printable
from qa.ingest.report import FileProblem

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl")
SIDECAR = "sources.jsonl"
"""Metadata for the files beside it; never an article file."""
LIMIT = 50_000_000
"""Bytes of one file, or of one line of JSON Lines."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Where HTML says how it is encoded; the standard wants it within the first 1,024 bytes.
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_META_WITHIN = 1024
# The WHATWG encoding standard reads these labels as Windows code pages; UTF-16 without a mark cannot have said so.
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_CHARSETS = re.compile(
    r"utf-8|cp125\d|cp866|cp874|cp932|cp949|iso8859-\d+|koi8-[ru]|gb18030|big5(?:hkscs)?|euc_jp|iso2022_jp"
)


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The article files behind the named paths, each once, folders in the order of their names."""

    files: tuple[Path, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    notes: tuple[str, ...] = ()


def find(paths: Iterable[Path]) -> FoundFiles:
    """The files that `paths` name, and those in the folders that they name, to any depth.

    In a folder, hidden files and folders are passed over and other suffixes only counted; a link back into a folder
    that was already seen is not followed. A named file that is missing or of another suffix is a problem.
    """
    files: dict[str, Path] = {}
    problems: list[FileProblem] = []
    others: Counter[str] = Counter()
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises where a folder above may not be entered
            found = list(_walk(path, seen, problems))
            others.update(file.suffix.lower() or "no suffix" for file in found if file.suffix.lower() not in SUFFIXES)
            named = [file for file in found if file.suffix.lower() in SUFFIXES and file.name != SIDECAR]
        elif message := _unfit(path):
            problems.append(FileProblem(printable(str(path)), message))
            continue
        else:
            named = [path]
        for file in named:
            files.setdefault(os.path.realpath(file), file)
    notes = tuple(f"passed over {n} {'file' if n == 1 else 'files'} ({name})" for name, n in sorted(others.items()))
    return FoundFiles(tuple(files.values()), tuple(problems), notes)


def read_text(path: Path, limit: int = LIMIT) -> str:
    """The text of a UTF-8 file without its byte order mark, nothing else changed.

    Raises:
        InputError: the file cannot be opened, is too large, binary, not UTF-8, or has nothing but white space.
    """
    return decoded(_read_bytes(path, limit))


def read_page(path: Path, limit: int = LIMIT) -> str:
    """The text of an HTML file, decoded by its byte order mark, else by its own `<meta charset>`, else as UTF-8.

    Raises:
        InputError: as `read_text`, and where the page names an encoding that is unknown or not its own.
    """
    data = _read_bytes(path, limit)
    mark = next((mark for mark, _name in _MARKS if data.startswith(mark)), None)
    declared = _META_CHARSET.search(data, 0, _META_WITHIN)
    if mark is None and declared:
        return decoded(data, _charset(declared[1].decode("ascii", "replace")))
    return decoded(data, dict(_MARKS).get(mark, "utf-8") if mark else "utf-8")


def decoded(data: bytes, charset: str = "utf-8") -> str:
    """The text of `data`.

    Raises:
        InputError: it is binary, not in this encoding, or has nothing but white space.
    """
    if not charset.startswith("utf-16") and b"\x00" in data:
        raise InputError(_binary(data))
    try:
        text = data.decode(charset).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start} (0x{data[error.start]:02x}) is not {charset.upper()}; convert the file, "
            "for example with: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
        ) from error
    if "\x00" in text:
        raise InputError(f"is not text: NUL at character {text.index(chr(0))}; give a text file")
    if not text.strip():
        raise InputError("is empty or holds nothing but white space; remove it or fill it")
    return text


def opened(path: Path) -> BinaryIO:
    """The regular file at `path`, opened; never waits for the other end of a pipe.

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


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        with opened(path) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; try again") from error
    if len(data) > limit:
        raise InputError(f"is larger than {limit:,} bytes; split it, or give its articles as JSON Lines")
    return data


def _walk(folder: Path, seen: set[str], problems: list[FileProblem]) -> Iterator[Path]:
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(FileProblem(printable(str(folder)), f"cannot be read: {error.strerror}; check its permissions"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if os.path.isdir(entry):  # noqa: PTH112 - as above
            yield from _walk(entry, seen, problems)
        else:
            yield entry


def _unfit(path: Path) -> str | None:
    if not os.path.lexists(path):
        return "is not there; check the name"
    if path.name == SIDECAR:
        return "describes the files beside it and is no article file; name its folder"
    if path.suffix.lower() not in SUFFIXES:
        return f"is not one of {' '.join(SUFFIXES)}; rename or convert it"
    return None


def _charset(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError as error:
        raise InputError(f"names an unknown encoding {label!r}; save the page as UTF-8") from error
    name = _READ_AS.get(name, name)
    if not _CHARSETS.fullmatch(name):
        raise InputError(f"names an encoding {label!r} that web pages do not have; save the page as UTF-8")
    return name


def _binary(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "is UTF-16; convert it, for example with: iconv -f UTF-16 -t UTF-8 OLD > NEW"
    return f"is not text: NUL at byte {data.index(0)}; give a text file"
