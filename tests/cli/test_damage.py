"""Whatever is wrong with a data folder, each command says what happened, what is safe and what mends it, in a line."""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bench.damages import CASES, COMMANDS, KEYS, WAYS, Damage, halved, lost, made_a_folder
from qa.__main__ import main
from qa.adapters.lock import owned
from qa.errors import LibraryBusyError
from qa.ingest import pipeline
from qa.settings import Settings
from tests.conftest import ROOT, Write

NOBODY = 65_534
MOUNT, UNMOUNT = "/usr/bin/mount", "/usr/bin/umount"


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """`qa serve` sets what a signal does, in whatever process it runs."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def run(capfd: pytest.CaptureFixture[str], data: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and standard error, what a vendor's own code writes to it included."""
    code, _, err = outcome(capfd, data, *arguments)
    return code, err


def outcome(capfd: pytest.CaptureFixture[str], data: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code and both outputs."""
    capfd.readouterr()
    with pytest.raises(SystemExit) as end:
        main(["--data", str(data), *arguments])
    return int(end.value.code or 0), *capfd.readouterr()


SAFE = re.compile(r"are safe|is safe|nothing was changed|left alone")
COMMAND = re.compile(r"`(?:qa|mv|rm|df) [^`]+`")


def assert_said(ended: tuple[int, str], place: str) -> None:
    code, err = ended
    assert (code, err.count("\n"), "Traceback" in err, "did not expect" in err) == (1, 1, False, False), ended
    assert err.startswith("qa: "), err
    assert place in err, err
    assert SAFE.search(err), err
    assert COMMAND.search(err), err


@pytest.mark.parametrize(("name", "damage"), CASES, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_damage_is_said_by_every_command_and_changes_nothing(
    seeds: Settings, tmp_path: Path, name: str, damage: Damage, capfd: pytest.CaptureFixture[str]
) -> None:
    damage(seeds.data / name)
    before = _contents(seeds.data)
    shared = name == "." or name.startswith("keys.db")
    data = seeds.data
    # Vectors are opened last, after the model, which takes long; and by all commands in one place.
    commands = COMMANDS[::5] if name.startswith("chroma") and damage is not halved else COMMANDS
    for number, arguments in enumerate((*commands, *(KEYS[:3] if shared else ()))):
        # Chroma remembers by its name a folder that it could not open.
        data = data.rename(tmp_path / f"data-{number}")
        assert_said(run(capfd, data, *arguments), name.partition("/")[0].removesuffix("."))
        assert _contents(data) == before
    if not shared:
        assert run(capfd, data, *KEYS[0])[0] == 0


def _contents(folder: Path) -> dict[str, bytes]:
    """The files that a damage could be spread to; SQLite's own beside a database come and go."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.mark.parametrize("place", ["/proc/x", "/dev/null", "/dev/null/x"])
@pytest.mark.parametrize("arguments", [COMMANDS[0], COMMANDS[4], ("doctor",), ("keys", "list")], ids=" ".join)
def test_a_folder_that_cannot_be_made_is_named(
    place: str, arguments: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert_said(run(capfd, Path(place), *arguments), place.removesuffix("/x"))


@pytest.mark.parametrize("damage", [*WAYS, lost])
def test_damaged_keys_are_never_no_keys_until_they_are_cleared(
    seeds: Settings, damage: Damage, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(capfd, seeds.data, "keys", "create", "--secret")[0] == 0
    damage(seeds.data / "keys.db")

    assert run(capfd, seeds.data, "serve")[0] == 1
    if damage is made_a_folder:
        return
    code, err = run(capfd, seeds.data, "keys", "clear")
    (aside,) = seeds.data.glob("keys.db.damaged-*")
    assert (code, str(aside).removesuffix("-wal") in err) == (0, True)
    assert run(capfd, seeds.data, "keys", "list") == (
        0,
        "no keys: a server answers this machine only, and `qa keys create` makes one\n",
    )


def test_the_folder_and_its_files_are_their_owners_alone(seeds: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    """Also those of the last release, which were everybody's to read."""
    for path in (seeds.data, *seeds.data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)

    run(capfd, seeds.data, "doctor")
    run(capfd, seeds.data.parent / "new", "ingest", str(ROOT / "seeds" / "no such file"))

    for folder in (seeds.data, seeds.data.parent / "new"):
        modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
        assert modes == {name: 0o700 if (folder / name).is_dir() or _is_segment(name) else 0o600 for name in modes} | {
            folder.name: 0o700
        }


def _is_segment(name: str) -> bool:
    """Whether it is a folder of Chroma's, in that of the vectors."""
    return re.fullmatch(r"[0-9a-f-]{36}", name) is not None


def test_a_folder_with_other_things_in_it_keeps_its_rights(tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    script.touch(0o755)
    tmp_path.chmod(0o755)
    with owned(tmp_path):
        assert (tmp_path.stat().st_mode & 0o777, script.stat().st_mode & 0o777) == (0o755, 0o755)
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_a_lock_that_is_deleted_under_its_owner_lets_nobody_else_in(tmp_path: Path) -> None:
    with owned(tmp_path):
        (tmp_path / "lock").unlink()
        with pytest.raises(LibraryBusyError, match="is using"), owned(tmp_path):
            pass
        assert (tmp_path / "owner.json").exists()
    with owned(tmp_path):
        pass


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[Path]:
    """A small file system, where this process may mount one."""
    if not Path(MOUNT).exists():
        pytest.skip("there is no mount, which a full or read-only disk needs")
    place.mkdir()
    made = subprocess.run([MOUNT, *options, str(place)], capture_output=True, encoding="utf-8", check=False)
    if made.returncode:
        pytest.skip(f"nothing can be mounted here, which a full or read-only disk needs: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run([UNMOUNT, "--lazy", str(place)], check=True)


def test_a_read_only_disk_is_said(seeds: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with mounted(tmp_path / "locked", "--bind", "-o", "ro", str(seeds.data)) as data:
        for arguments in (*COMMANDS, *KEYS[1:2]):
            assert_said(run(capfd, data, *arguments), str(data))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize("mode", [0o700, 0o755, 0o777])
def test_a_folder_of_somebody_else_is_said(
    seeds: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str], mode: int
) -> None:
    """Whether it may not be entered, not be written, or only its files not."""
    for folder in (*tmp_path.parents[:3], tmp_path):
        folder.chmod(0o755)
    assert run(capfd, seeds.data, "doctor")[0] == 0
    seeds.data.chmod(mode)
    os.seteuid(NOBODY)
    try:
        ended = [run(capfd, seeds.data, *arguments) for arguments in (*COMMANDS, *KEYS[:2])]
    finally:
        os.seteuid(0)

    for each in ended:
        assert_said(each, str(seeds.data))


def test_a_full_disk_is_said(seeds: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with mounted(tmp_path / "full", "-t", "tmpfs", "-o", "size=2m", "tmpfs") as disk:
        data = shutil.copytree(seeds.data, disk / "data")
        with suppress(OSError):  # as full as it gets
            (disk / "ballast").write_bytes(b"\0" * 4_000_000)
        for arguments in COMMANDS:
            assert_said(run(capfd, data, *arguments), str(data))
        (disk / "ballast").unlink()

        assert run(capfd, data, "doctor")[0] == 0


def test_a_reindex_that_meets_a_full_disk_leaves_the_index_that_was_there(
    seeds: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with mounted(tmp_path / "tight", "-t", "tmpfs", "-o", "size=2m", "tmpfs") as disk:
        data = shutil.copytree(seeds.data, disk / "data")
        with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"\0" * 4_096)
        os.truncate(disk / "ballast", (disk / "ballast").stat().st_size - 120_000)
        assert_said(run(capfd, data, "reindex"), str(data))
        folders = [path.name for path in data.glob("chroma*/")]
        (disk / "ballast").unlink()

        assert folders == ["chroma"]
        assert run(capfd, data, "doctor")[0] == 0


def test_an_ingest_that_meets_a_full_disk_says_how_far_it_came_and_keeps_that(
    tmp_path: Path, write: Write, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 2_000)
    rows = [json.dumps({"id": f"r{n}", "text": f"In story {n} the bridge closed. " + "x" * 3_000}) for n in range(30)]
    path = write("rows.jsonl", "\n".join(rows))
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=2m", "tmpfs") as disk:
        code, out, err = outcome(capfd, disk / "data", "ingest", str(path), "--json")
        larger = shutil.copytree(disk / "data", tmp_path / "larger")
    report = json.loads(out)
    kept = {row["article_id"] for row in json.loads(outcome(capfd, larger, "articles", "list", "--json")[1])}
    again = json.loads(outcome(capfd, larger, "ingest", str(path), "--json")[1])

    assert (code, report["stopped"].count("is full")) == (1, 1)
    assert f"stopped after {len(report['added'])} new articles, which are stored" in err
    assert 0 < len(report["added"]) < 30
    assert set(report["added"]) <= kept
    assert (len(again["added"]) + len(again["unchanged"]), again["stopped"]) == (30, None)
    assert run(capfd, larger, "doctor")[0] == 0
