"""Make a data folder, for nobody but its owner: articles, questions and keys are nobody else's to read."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from qa.adapters.store_errors import damaged, os_store_error

_FOLDER, _FILE = 0o700, 0o600
_USUAL = 0o777
"""What the user's mask takes away from."""
_DATABASES = ("library.db", "keys.db", "answers.db", "jobs.db")
_NAMES = {"feedback.jsonl", "outlet_families.tsv", "ingest-report.txt", "lock", "owner.json"}
_VECTORS = "chroma"
_MEND = "put back a copy of it"
"""What Dateline keeps in the folder besides databases and vectors, whose names begin those of what lies beside them."""


def make_folder(directory: Path) -> None:
    """Make the folder where it is not there, and those above it, each with its name on the disk.

    Raises:
        StoreDeniedError, StoreFullError: it cannot be made; the message says what mends it.
    """
    try:
        _make(directory, _FOLDER)
    except OSError as error:
        raise os_store_error(directory / "lock", error) from error


def _make(directory: Path, mode: int) -> None:
    if not directory.is_dir():
        # Those above it may be there for more than this, so that they get the rights that are usual here.
        _make(directory.parent, _USUAL)
        directory.mkdir(mode, exist_ok=True)
        sync(directory.parent)


def make_private(directory: Path) -> None:
    """Take from everybody else what Dateline keeps in the folder, also where an earlier release or Chroma gave it.

    A folder with other things in it keeps its own rights, since it may be there for more than this.
    """
    entries = list(directory.iterdir())
    ours = [entry for entry in entries if entry.name in _NAMES or entry.name.startswith((*_DATABASES, _VECTORS))]
    for path in (path for entry in ours for path in _tree(entry)):
        _limit(path)
    if len(ours) == len(entries):
        _limit(directory)


def _tree(path: Path) -> Iterator[Path]:
    # Nothing is followed out of the folder.
    if not path.is_symlink():
        yield path
        if path.is_dir():
            yield from (place for entry in sorted(path.iterdir()) for place in _tree(entry))


def _limit(path: Path) -> None:
    mode = _FOLDER if path.is_dir() else _FILE
    # A file of somebody else, or on a disk without rights, is theirs to guard; what cannot be used is said where it is opened.
    with suppress(OSError):
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)


def vectors_folder(data: Path, generation: str) -> Path:
    """Return the folder of an index; each generation has its own, so that what becomes of one while it is made harms no other.

    Raises:
        StoreDamagedError: no generation has this name.
    """
    # Untrusted: a library may come out of a backup that somebody hands over, and what is named here may be deleted.
    if generation and not re.fullmatch("[0-9]{1,9}", generation):
        raise damaged(data / "library.db", "it names an index that cannot be", _MEND)
    return data / (f"{_VECTORS}-{generation}" if generation else _VECTORS)


def delete_other_vectors(data: Path, generation: str) -> None:
    """Delete the folders of all indexes but one.

    Raises:
        StoreDeniedError, StoreFullError: one cannot be deleted.
    """
    kept = vectors_folder(data, generation)
    for folder in (data / _VECTORS, *data.glob(f"{_VECTORS}-*/")):
        if folder != kept and folder.is_dir():
            try:
                shutil.rmtree(folder)
            except OSError as error:
                raise os_store_error(folder, error) from error


def sync(path: Path) -> None:
    """Put the contents of a file, or the names in a folder, on the disk: a power cut may take them otherwise."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_private(path: str | os.PathLike[str], flags: int) -> int:
    """Open a file for `open(…, opener=open_private)`; one that is new is its owner's alone."""
    return os.open(path, flags, _FILE)
