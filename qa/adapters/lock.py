"""Turns a lock file into the right to use a data folder: one process at a time, as Chroma's local store needs."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import LibraryBusyError


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that uses a data folder, and where it answers, if it serves."""

    pid: int
    url: str | None
    token: str
    """What it takes for a key from whoever may read the folder."""


@contextmanager
def owned(directory: Path, url: str | None = None, token: str = "") -> Iterator[None]:
    """Holds the folder while the context lasts; `url` and `token` are told to those who come too late.

    Raises:
        LibraryBusyError: another process holds it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    lock, owner = FileLock(directory / "lock"), directory / "owner.json"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LibraryBusyError(_busy(directory)) from error
    try:
        _write(owner, json.dumps({"pid": os.getpid(), "url": url, "token": token}))
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _write(path: Path, text: str) -> None:
    """For our own user only: who reads the token may ask."""
    # What a crash left behind may have other rights.
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def owner_of(directory: Path) -> Owner | None:
    """Who uses the folder, as far as it has said so."""
    try:
        facts = json.loads((directory / "owner.json").read_text(encoding="utf-8"))
        return Owner(int(facts["pid"]), facts["url"], facts["token"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _busy(directory: Path) -> str:
    owner = owner_of(directory)
    who = f"process {owner.pid}" if owner else "another process"
    where = f" (it serves {owner.url})" if owner and owner.url else ""
    return f"{who} is using {str(directory)!r}{where}; stop it first, or name another folder with --data"
