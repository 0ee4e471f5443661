"""Lock a data folder for one process at a time, as Chroma's local store needs."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from qa.adapters.data_folder import make_folder, make_private, open_private
from qa.adapters.store_errors import os_store_error
from qa.errors import LibraryBusyError

_LOCK = "lock"


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
        StoreDeniedError, StoreFullError: it cannot be written.
    """
    make_folder(directory)
    owner_file = directory / "owner.json"
    with ExitStack() as stack:
        stack.enter_context(_locked(directory))
        stack.enter_context(_lock_file(directory))
        make_private(directory)
        _write_private(owner_file, json.dumps({"pid": os.getpid(), "url": url, "token": token}))
        stack.callback(owner_file.unlink, missing_ok=True)
        yield
        make_private(directory)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Lock the folder itself, which is still the same one when somebody has deleted the file `lock` in it."""
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise os_store_error(directory / _LOCK, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise LibraryBusyError(_busy(directory)) from error
    finally:
        os.close(descriptor)


@contextmanager
def _lock_file(directory: Path) -> Iterator[None]:
    """Lock the file, as an earlier release does that may run beside this one."""
    lock = FileLock(directory / _LOCK, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LibraryBusyError(_busy(directory)) from error
    except OSError as error:
        raise os_store_error(directory / _LOCK, error) from error
    try:
        yield
    finally:
        lock.release()


def _write_private(path: Path, text: str) -> None:
    """Write a file that only our own user may read: whoever reads the token may ask."""
    try:
        # What a crash left behind may have other rights.
        path.unlink(missing_ok=True)
        with open(path, "x", encoding="utf-8", opener=open_private) as file:
            file.write(text)
    except OSError as error:
        raise os_store_error(path, error) from error


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
