"""Say of a file of the data folder that cannot be used what happened, what is safe, and which command mends it."""

import errno
import os
import shutil
import sqlite3
from pathlib import Path
from shlex import quote

from qa.errors import (
    IndexMismatchError,
    StoreBusyError,
    StoreDamagedError,
    StoreDeniedError,
    StoreError,
    StoreFullError,
)

_PRIMARY_CODE = 0xFF
"""The bits of an extended result code that hold the primary one (sqlite.org/rescode.html)."""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DENIED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_CANTOPEN}
_SUFFIXES = ("-wal", "-shm", "-journal")
"""What SQLite adds to a file's name for the files that it keeps beside it."""
_SPARE = 65_536
"""Bytes that are left on a full disk: less than a transaction takes."""


def sqlite_store_error(path: Path, error: Exception, mend: str) -> StoreError:
    """Return what an error of SQLite means for its file; `mend` says what is safe where it is damaged, and what to do."""
    if not hasattr(error, "sqlite_errorcode"):
        # Python's own complaint, which repeats the text: an article's, and untrusted.
        return damaged(path, "a text in it is no UTF-8", mend)
    code = error.sqlite_errorcode & _PRIMARY_CODE
    if code in _BUSY:
        return StoreBusyError(f"{str(path)!r} cannot be used just now ({error}); nothing is lost, try again")
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and is_full(path.parent)):
        return full(path.parent)
    if code in _DENIED:
        return full(path.parent) if is_full(path.parent) else denied(path, error)
    return damaged(path, str(error), mend)


def damaged(path: Path, reason: str, mend: str) -> StoreDamagedError:
    """Return the error of a file that is not what was written there; `mend` says what is safe and what to do."""
    return StoreDamagedError(f"{str(path)!r} is damaged ({reason}); {mend}")


def os_store_error(path: Path, error: OSError) -> StoreError:
    """Return what an error of the operating system means for a file or folder."""
    return full(path.parent) if error.errno in {errno.ENOSPC, errno.EDQUOT} else denied(path, error)


def full(directory: Path) -> StoreFullError:
    """Return the error of a full disk."""
    place = quote(str(directory))
    return StoreFullError(
        f"the disk of {str(directory)!r} is full; what was stored before is safe. "
        f"Free some space (`df -h {place}` shows how much there is), and give the command again"
    )


def denied(path: Path, error: Exception) -> StoreDeniedError:
    """Return the error of a file or folder that may not be used as it is, by what stands in its way."""
    if blocker := next((place for place in path.parents if os.path.lexists(place) and not _is_folder(place)), None):
        return StoreDeniedError(
            f"{str(blocker)!r} is a file, and no folder for data; it was left alone. Name a folder with `qa --data FOLDER`"
        )
    if misplaced := next((place for place in database_files(path) if _is_folder(place)), None):
        return StoreDeniedError(
            f"{str(misplaced)!r} is a folder where a file belongs; nothing was changed. "
            f"Move it out of the way with `mv {quote(str(misplaced))} {quote(f'{misplaced}.aside')}`"
        )
    return StoreDeniedError(
        f"{str(path)!r} cannot be read and written ({error}); nothing was changed. Make the folder yours with "
        f'`sudo chown -R "$USER" {quote(str(path.parent))}`, or name one on a disk that can be written with `qa --data FOLDER`'
    )


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir() raises where a folder above may not be entered


def database_files(path: Path) -> tuple[Path, ...]:
    """Return a file and those that SQLite keeps beside it."""
    return (path, *(path.with_name(f"{path.name}{suffix}") for suffix in _SUFFIXES))


def is_full(directory: Path) -> bool:
    """Return whether nothing more can be stored on a folder's disk; False where that cannot be told."""
    try:
        return shutil.disk_usage(directory).free < _SPARE
    except OSError:
        return False


def mismatch(what: str) -> IndexMismatchError:
    """Return the error of vectors that do not have the stored ones' dimension."""
    return IndexMismatchError(
        f"the stored vectors are of another size than the embedding model's ({what}); run `qa reindex` once, "
        "or name the model that made them (QA_EMBEDDING)"
    )
