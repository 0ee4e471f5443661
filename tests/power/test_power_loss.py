"""What was acknowledged is there after a power cut, whatever the disk had not synced."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa.services import Services
from tests.power.disk import Change, Disk, recorded
from tests.power.history import State, expected, opened, state_of

_CUTS = int(os.environ.get("POWER_CUTS", "4"))  # noqa: TID251 more of them, by hand
_COMPILER = shutil.which("cc")

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        _COMPILER is None or sys.platform != "linux",
        reason="the recorder of writes is built with a C compiler, for Linux",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("power")


@pytest.fixture(scope="module")
def changes(folder: Path) -> list[Change]:
    """All that a process did to its disk."""
    recorder, records, watched = folder / "recorder.so", folder / "records", folder / "disk"
    watched.mkdir()
    source = Path(__file__).with_name("recorder.c")
    subprocess.run([_COMPILER or "", "-shared", "-fPIC", "-O1", "-o", recorder, source, "-ldl"], check=True)
    subprocess.run(
        [sys.executable, "-m", "tests.power.history", watched / "data", watched / "acknowledged"],
        check=True,
        env={
            **os.environ,  # noqa: TID251 the child's
            "LD_PRELOAD": str(recorder),
            "DATELINE_RECORD_UNDER": str(watched),
            "DATELINE_RECORD_TO": str(records),
        },
    )
    return list(recorded(records))


@pytest.mark.parametrize("cut", range(_CUTS))
def test_what_was_acknowledged_outlives_a_power_cut(changes: list[Change], folder: Path, cut: int) -> None:
    chance = random.Random(cut)  # noqa: S311 no secret
    end = _moment(changes, cut, chance)
    acknowledged = sum(change.kind == "W" and change.path.name == "acknowledged" for change in changes[:end])
    data = folder / f"cut-{cut}"
    _write(_survivors(changes[:end], folder / "disk" / "data", chance), data)
    states = expected()[acknowledged : acknowledged + 2]

    for _ in range(2):
        with opened(data) as services:
            assert state_of(services, states) in states
            assert services.articles.diagnose() == []
            assert _unreachable(services) == []


def _moment(changes: list[Change], cut: int, chance: random.Random) -> int:
    """Just before a sync, just behind one, or at any change; at every third cut while Chroma writes its graph."""
    graph = [n for n, change in enumerate(changes) if change.path.parent.parent.name == "chroma"]
    if cut % 3 == 0:
        return chance.choice(graph[len(graph) // 20 :]) + chance.randint(0, 60)
    syncs = [n for n, change in enumerate(changes) if change.kind == "S"]
    return chance.choice([chance.choice(syncs) + chance.randint(0, 1), chance.randrange(len(changes))])


def _survivors(changes: list[Change], data: Path, chance: random.Random) -> dict[Path, bytes]:
    disk = Disk()
    disk.apply(change for change in changes if change.path.name != "acknowledged")
    return {path.relative_to(data): text for path, text in disk.cut(chance).items()}


def _write(files: dict[Path, bytes], data: Path) -> None:
    for name, text in files.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    data.mkdir(exist_ok=True)


def _unreachable(services: Services) -> list[str]:
    index = services.adapters.index
    vectors = index.vectors(sorted(services.library.chunk_ids()))
    return [name for name, vector in vectors.items() if index.search(vector, 1)[0][1] < 0.9999]


def test_the_disk_loses_what_was_not_synced() -> None:
    """The harness itself: without it, a disk that loses nothing would prove anything."""
    folder, kept, lost = Path("/d"), Path("/d/kept"), Path("/d/lost")
    disk = Disk()
    disk.apply(
        [
            Change("C", kept, 0, b""),
            Change("W", kept, 0, b"a"),
            Change("S", kept, 0, b""),
            Change("S", folder, 0, b""),
            Change("W", kept, 1, b"b"),
            Change("C", lost, 0, b""),
        ]
    )

    after = [disk.cut(random.Random(seed)) for seed in range(20)]  # noqa: S311 no secret

    assert {files[kept] for files in after} == {b"a", b"ab"}
    assert {lost in files for files in after} == {True, False}


def test_the_history_passes_through_every_kind_of_state() -> None:
    last = expected()[-1]

    assert last != State()
    assert set(last.keys.values()) == {True, False}
    assert len(last.texts) < 25
