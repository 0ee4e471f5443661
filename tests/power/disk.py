"""A disk that loses at a power cut what was not synced: the strictest that POSIX allows."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from struct import Struct
from typing import NamedTuple

_HEAD = Struct("=cIIQ")
_SECTOR = 4096


class Change(NamedTuple):
    """One record of `recorder.c`."""

    kind: str
    path: Path
    number: int
    text: bytes


def recorded(path: Path) -> Iterator[Change]:
    """Yield the changes in their order."""
    records, at = path.read_bytes(), 0
    while at < len(records):
        kind, name, length, number = _HEAD.unpack_from(records, at)
        at += _HEAD.size
        file, text = records[at : at + name], records[at + name : at + name + length]
        at += name + length
        yield Change(kind.decode(), Path(file.decode()), number, text)


@dataclass(slots=True, eq=False)
class _File:
    """What is on the disk of a file or folder, and what is on its way there."""

    is_folder: bool = False
    synced: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes; None cuts the file to that length."""

    def sync(self) -> None:
        self.synced, self.waiting = _written(self.synced, self.waiting), []

    def survivor(self, chance: random.Random) -> bytes:
        """What is read after a cut: of what was on its way nothing, all, or any sectors of it."""
        share = chance.choice([0.0, 0.5, 1.0])
        return bytes(_written(self.synced, [piece for piece in _sectors(self.waiting) if chance.random() < share]))


class _Named(NamedTuple):
    """A name that was given to a file, or taken away: None."""

    path: Path
    file: _File | None


@dataclass(slots=True)
class Disk:
    """Files as a process saw them, and as a power cut leaves them.

    A write is on the disk once its file was synced, a name once its folder was; until then it may or may not be. Names of
    one folder get there in their order, as journaling file systems see to.
    """

    files: dict[Path, _File] = field(default_factory=dict)
    synced: dict[Path, _File] = field(default_factory=dict)
    waiting: dict[Path, list[_Named]] = field(default_factory=dict)

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._apply(change)

    def _apply(self, change: Change) -> None:
        kind, path = change.kind, change.path
        if kind in "CM":
            self._name(path, _File(is_folder=kind == "M"))
        elif kind == "D":
            self._name(path, None)
        elif kind in "RL":
            self._name(Path(change.text.decode()), self.files[path])
            if kind == "R":
                self._name(path, None)
        elif kind == "S":
            self._sync(path)
        else:
            self.files[path].waiting.append((change.number, change.text if kind == "W" else None))

    def _name(self, path: Path, file: _File | None) -> None:
        if file is None:
            self.files.pop(path)
        else:
            self.files[path] = file
        self.waiting.setdefault(path.parent, []).append(_Named(path, file))

    def _sync(self, path: Path) -> None:
        if path in self.files:
            self.files[path].sync()
        for name, file in self.waiting.pop(path, []):
            _rename(self.synced, name, file)

    def cut(self, chance: random.Random) -> dict[Path, bytes]:
        """Return the files that are there after a power cut."""
        names = dict(self.synced)
        for waiting in self.waiting.values():
            for path, file in waiting[: chance.randint(0, len(waiting))]:
                _rename(names, path, file)
        folders = {path for path, file in self.files.items() if file.is_folder}
        lost = {folder for folder in folders if folder not in names}
        return {
            path: file.survivor(chance)
            for path, file in names.items()
            if not file.is_folder and not lost.intersection(path.parents)
        }


def _rename(names: dict[Path, _File], path: Path, file: _File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _written(before: bytearray, writes: Iterable[tuple[int, bytes | None]]) -> bytearray:
    after = bytearray(before)
    for start, text in writes:
        if text is None:
            after = after[:start].ljust(start, b"\0")
        else:
            after = after.ljust(start, b"\0")
            after[start : start + len(text)] = text
    return after


def _sectors(writes: Iterable[tuple[int, bytes | None]]) -> Iterator[tuple[int, bytes | None]]:
    for start, text in writes:
        if text is None:
            yield start, None
        else:
            for at in range(0, len(text), _SECTOR):
                yield start + at, text[at : at + _SECTOR]
