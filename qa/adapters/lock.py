"""Lock a data folder for one process at a time, as Chroma's local store needs."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from qa.adapters.durable import make_folder
from qa.errors import LibraryBusyError


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that uses a data folder."""

    pid: int
    url: str | None
    """Where it serves, if it does."""
    token: str
    """Accepted in place of a key from whoever may read the folder."""


@contextmanager
def owned(directory: Path, url: str | None = None, token: str = "") -> Iterator[None]:
    """Hold the folder while the context lasts; `url` and `token` are for the processes that come too late.

    Raises:
        LibraryBusyError: another process holds it.
    """
    make_folder(directory)
    lock, owner_file = FileLock(directory / "lock"), directory / "owner.json"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LibraryBusyError(_busy(directory)) from error
    try:
        _write_private(owner_file, json.dumps({"pid": os.getpid(), "url": url, "token": token}))
        yield
    finally:
        owner_file.unlink(missing_ok=True)
        lock.release()


def _write_private(path: Path, text: str) -> None:
    """Write a file that only our own user may read: whoever reads the token may ask."""
    # What a crash left behind may have other rights.
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def owner_of(directory: Path) -> Owner | None:
    """Return who uses the folder; None where nobody has written that down, or not readably."""
    try:
        facts = json.loads((directory / "owner.json").read_text(encoding="utf-8"))
        return Owner(int(facts["pid"]), facts["url"], facts["token"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _busy(directory: Path) -> str:
    owner = owner_of(directory)
    process = f"process {owner.pid}" if owner else "another process"
    address = f" (it serves {owner.url})" if owner and owner.url else ""
    return f"{process} is using {str(directory)!r}{address}; stop it first, or name another folder with --data"
