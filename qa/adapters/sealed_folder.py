"""Put the files of a folder on the disk, and tell later whether they are still what was put there."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from qa.adapters.data_folder import open_private, sync

SEAL = "sealed.json"
"""The file with the checksums, in the folder."""
MARK = "index_metadata.pickle"
"""What Chroma writes last into each folder of vectors; it makes anew what lacks it, so that only folders with it count."""
_BLOCK = 1 << 20


class _Seen(NamedTuple):
    """A file as it was when it was sealed last."""

    size: int
    changed_at: int
    checksum: int


class SealedFolder:
    """The files in a folder's folders, which a vendor writes in place and never syncs itself.

    A power cut, or a kill in the middle of a write, leaves such a file half old and half new, and to load it may end the
    process. The seal has their checksums: a file that does not fit it was not whole when the process ended.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._seen: dict[str, _Seen] = {}

    def is_sealed(self) -> bool:
        return (self._directory / SEAL).exists()

    def is_whole(self) -> bool:
        """Return whether every file is as it was sealed.

        Raises:
            FileNotFoundError: nothing was sealed.
        """
        try:
            sealed: object = json.loads((self._directory / SEAL).read_text(encoding="utf-8"))
            return sealed == {name: _checksum(file) for name, file in self._files().items()}
        except ValueError:
            return False

    def seal(self) -> None:
        """Sync what has changed since the last time, the names of the files included, and renew the seal."""
        files = self._files()
        seen = {name: self._look(name, path) for name, path in files.items()}
        if seen != self._seen or not self.is_sealed():
            for folder in {path.parent for path in files.values()}:
                sync(folder)
            self._write(seen)
            self._seen = seen
        # Also where nothing changed: SQLite unlinks its journal without a sync, and a cut would undo what that ended.
        sync(self._directory)

    def _files(self) -> dict[str, Path]:
        marked = (mark.parent for mark in self._directory.glob(f"*/{MARK}"))
        return {str(path.relative_to(self._directory)): path for folder in marked for path in folder.iterdir()}

    def _look(self, name: str, path: Path) -> _Seen:
        status, before = path.stat(), self._seen.get(name)
        if before is not None and (status.st_size, status.st_mtime_ns) == before[:2]:
            return before
        sync(path)
        return _Seen(status.st_size, status.st_mtime_ns, _checksum(path))

    def _write(self, seen: dict[str, _Seen]) -> None:
        path = self._directory / f"{SEAL}.new"
        with open(path, "w", encoding="utf-8", opener=open_private) as file:
            json.dump({name: each.checksum for name, each in seen.items()}, file)
            file.flush()
            os.fsync(file.fileno())
        path.replace(self._directory / SEAL)


def _checksum(path: Path) -> int:
    """Return a checksum that tells a torn file, not one that was forged: whoever may write here may do as he likes."""
    checksum = 0
    for block in _blocks(path):
        checksum = crc32(block, checksum)
    return checksum


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
