"""Damage a data folder in every way that is foreseen; tests hold what each command says, `bench attack` counts traces."""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Literal, get_args

from bench import libraries
from bench.paths import ROOT, BenchPaths
from qa.__main__ import main
from qa.wiring import open_services

COMMANDS = (
    ("ask", "How many US troops are in Iraq?"),
    ("chat",),
    ("search", "troops"),
    ("check", "About 2,500 troops are in Iraq."),
    ("serve",),
    ("ingest", str(ROOT / "seeds")),
    ("articles", "list"),
    ("articles", "show", "004_e8f252f424966374"),
    ("articles", "remove", "004_e8f252f424966374"),
    ("doctor",),
    ("reindex",),
)
KEYS = (
    ("keys", "list"),
    ("keys", "create", "--secret"),
    ("keys", "revoke", "key_1"),
    ("keys", "clear"),
)
_LONGEST = 60.0
"""Seconds that a command may take; a server that starts on a damaged folder would serve for ever."""
_UNFORESEEN = "Traceback", "did not expect"
"""What an error prints that nothing foresaw, in this release and in those before it."""

Damage = Callable[[Path], object]
End = Literal["in a trace", "not within a minute", "as if all were well", "in words"]
ENDS: tuple[End, ...] = get_args(End)
Arguments = tuple[str, ...]


def halved(path: Path) -> None:
    """The second half is gone, as where a disk was full."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    """Many bytes of the schema and some of each page are other ones."""
    whole, chance = bytearray(path.read_bytes()), random.Random(1)  # noqa: S311 the same damage each time
    for place in (*range(100, 4000, 7), *(chance.randrange(4096, len(whole)) for _ in range(100))):
        whole[place] ^= 0xFF
    path.write_bytes(whole)


def beheaded(path: Path) -> None:
    """The first bytes, which say what the file is, are other ones."""
    path.write_bytes(b"no database" + path.read_bytes()[11:])


def zeroed(path: Path) -> None:
    """A page in the middle is gone, which the schema says nothing of."""
    whole = path.read_bytes()
    place = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:place] + bytes(4096) + whole[place + 4096 :])


def emptied(path: Path) -> None:
    """The file is there, and nothing is in it."""
    path.write_bytes(b"")


def lost(path: Path) -> None:
    """All but what SQLite keeps beside it, as after half a copy."""
    path.rename(path.with_name(f"{path.name}-wal"))


def made_a_folder(path: Path) -> None:
    """A folder stands where a file belongs, as a mount of a missing file makes one."""
    path.unlink(missing_ok=True)
    path.mkdir()


def made_a_file(path: Path) -> None:
    """A file stands where a folder belongs."""
    shutil.rmtree(path)
    path.write_text("a file", encoding="utf-8")


WAYS = (halved, flipped, beheaded, emptied, made_a_folder)
STORES = ("library.db", "keys.db", "answers.db", "chroma/chroma.sqlite3")
CASES = [
    *((name, way) for name in STORES for way in WAYS if (name, way) != ("chroma/chroma.sqlite3", emptied)),
    ("chroma/chroma.sqlite3", zeroed),
    *((name, lost) for name in STORES[:3]),
    *((name, made_a_folder) for name in ("library.db-wal", "keys.db-wal", "lock", "owner.json", "chroma/sealed.json")),
    ("chroma", made_a_file),
    (".", made_a_file),
]


@dataclass(frozen=True, slots=True)
class Trial:
    """Commands on copies of one damaged folder: Chroma remembers by its name a folder that it could not open."""

    data: Path
    commands: Sequence[Arguments]


def damages(paths: BenchPaths) -> None:
    """Print how the commands end on damaged folders: none may end in a trace, and none may go on as if nothing were."""
    ends: Counter[End] = Counter()
    with TemporaryDirectory(prefix="dateline-bench-") as folder:
        whole = Path(folder) / "whole"
        with open_services(paths.settings(whole)) as services:
            libraries.ingest_files(services, paths, paths.seeds)
        for number, (name, damage) in enumerate(CASES):
            data = shutil.copytree(whole, Path(folder) / f"damage-{number}")
            damage(data / name)
            shared = name == "." or name.startswith("keys.db")
            ends.update(ends_of(Trial(data, (*COMMANDS, *(KEYS[:3] if shared else ())))))
    for end in ENDS:
        print(f"{ends.total()} commands on {len(CASES)} damaged folders, ended {end:26}{ends[end]}", flush=True)


def ends_of(trial: Trial) -> Iterator[End]:
    """How each command ends; one process does all of them, and another the rest where one has to be ended."""
    processes, done = get_context("spawn"), 0
    while done < len(trial.commands):
        receiving, sending = processes.Pipe(duplex=False)
        process = processes.Process(target=_run, args=(trial, done, sending), daemon=True)
        process.start()
        sending.close()
        with receiving:
            while done < len(trial.commands):
                done += 1
                if not receiving.poll(_LONGEST):
                    yield "not within a minute"
                    break
                try:
                    yield receiving.recv()
                except EOFError:  # a crash of the interpreter leaves not even a trace
                    yield "in a trace"
                    break
        process.kill()
        process.join()


def _run(trial: Trial, done: int, sending: Connection) -> None:
    # What a vendor's own code prints goes past Python's streams.
    with TemporaryFile() as printed:
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)
        for number, arguments in enumerate(trial.commands[done:], start=done):
            data = Path(f"{trial.data}-{number}")
            shutil.copytree(trial.data, data) if trial.data.is_dir() else shutil.copy(trial.data, data)
            printed.seek(0)
            printed.truncate()
            sending.send(_end(["--data", str(data), *arguments], printed.fileno()))


def _end(arguments: Sequence[str], printed: int) -> End:
    try:
        main(arguments)
    except SystemExit as end:
        said = os.pread(printed, 1_000_000, 0).decode(errors="replace")
        if any(each in said for each in _UNFORESEEN):
            return "in a trace"
        return "in words" if end.code else "as if all were well"
    except BaseException:  # noqa: BLE001 the interpreter would print its trace
        return "in a trace"
    return "as if all were well"
