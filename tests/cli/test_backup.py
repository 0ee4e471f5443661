"""A backup is the whole data folder at one moment, also while it is written to, and a restore makes all of it or nothing."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from threading import Event, Thread

import pytest

from qa.__main__ import main
from qa.domain.article import ArticleId, Metadata
from qa.ingest.doctor import diagnose
from qa.ingest.readers.raw_article import RawArticle
from qa.settings import Settings
from qa.wiring import open_services

TEXT = "In Tarn {number} homes were flooded by the Vell on Monday, said the mayor, Ines Duarte."


def run(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = 0
    try:
        main(["--data", str(data), *arguments])
    except SystemExit as end:
        code = int(end.code or 0)
    return code, *capsys.readouterr()


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    (tmp_path / "flood.txt").write_text(TEXT.format(number=340), encoding="utf-8")
    data = tmp_path / "data"
    assert run(capsys, data, "ingest", str(tmp_path / "flood.txt"))[0] == 0
    return data


@pytest.fixture
def packed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(capsys, folder, "backup", str(tmp_path / "packed"))[0] == 0
    return tmp_path / "packed"


def test_a_restored_folder_has_the_articles_and_the_keys(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, folder, "keys", "create", "--secret", "--label", "desk")
    (folder / "outlet_families.tsv").write_text(
        "outlet\tfamily\tkind\nTarn Herald\tTarn Group\toutlet\n", encoding="utf-8"
    )
    file, restored = tmp_path / "packed", tmp_path / "restored"

    made, remade = run(capsys, folder, "backup", str(file)), run(capsys, restored, "restore", str(file))

    assert (made[0], made[1].startswith(f"{file}: "), remade[0]) == (0, True, 0), (made, remade)
    assert remade[1] == f"{restored}: 1 articles. `qa doctor` proves them\n"
    assert "340" in run(capsys, restored, "ask", "How many homes were flooded in Tarn?")[1]
    assert "desk" in run(capsys, restored, "keys", "list")[1]
    assert run(capsys, restored, "doctor")[:2] == (0, "library and vectors agree\n")
    families = (restored / "outlet_families.tsv").read_text(encoding="utf-8")
    assert families == (folder / "outlet_families.tsv").read_text(encoding="utf-8")
    private = [path for path in [file, restored, *restored.rglob("*")] if path.stat().st_mode & 0o077]
    assert private == []


@contextmanager
def being_written(data: Path) -> Iterator[list[str]]:
    """Put articles one after the other while the context lasts, with those ids that are acknowledged."""
    acknowledged: list[str] = []
    ended = Event()

    def write() -> None:
        with open_services(Settings(data=data)) as services:
            while not ended.is_set():
                name = f"flood-{len(acknowledged)}"
                text = " ".join(TEXT.format(number=number) for number in range(40))
                services.articles.put(RawArticle(ArticleId(name), f"{name}. {text}", Metadata(), "test"))
                acknowledged.append(name)

    writer = Thread(target=write)
    writer.start()
    try:
        while len(acknowledged) < 2:
            ended.wait(0.01)
        yield acknowledged
    finally:
        ended.set()
        writer.join()


def test_a_backup_of_a_folder_that_is_written_to_has_all_that_was_acknowledged_before(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copies: list[tuple[Path, set[str]]] = []
    with being_written(folder) as acknowledged:
        for number in range(3):
            before, file = set(acknowledged), tmp_path / f"packed-{number}"
            assert run(capsys, folder, "backup", str(file))[0] == 0
            copies.append((file, before))

    for file, before in copies:
        restored = tmp_path / "restored"
        assert run(capsys, restored, "restore", str(file))[0] == 0
        with open_services(Settings(data=restored)) as services:
            assert before <= {article.id for article in services.articles.all()}
            assert diagnose(services.articles.indexer, []) == []
        rmtree(restored)


def test_a_backup_replaces_no_file_and_a_restore_no_folder(
    folder: Path, packed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = packed.read_bytes()

    backup, restore = run(capsys, folder, "backup", str(packed)), run(capsys, folder, "restore", str(packed))

    assert (backup[0], restore[0], packed.read_bytes()) == (1, 1, before)
    assert "is there already; give the backup another name" in backup[2]
    assert "is not empty, and a backup replaces nothing; name a new folder" in restore[2]


def test_where_there_is_no_library_nothing_is_backed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, tmp_path / "nothing", "backup", str(tmp_path / "packed"))

    assert (code, "there is no library in" in err, list(tmp_path.iterdir())) == (1, True, [])


def rewritten(packed: Path, changed: dict[str, bytes]) -> None:
    """The backup with some of its files changed or added, each listed as if it had been there."""
    with zipfile.ZipFile(packed) as archive:
        files = {name: archive.read(name) for name in archive.namelist()} | changed
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def cut(packed: Path) -> None:
    packed.write_bytes(packed.read_bytes()[: packed.stat().st_size // 2])


def other(packed: Path) -> None:
    rewritten(packed, {"library.db": b"another"})


def elsewhere(packed: Path) -> None:
    record = {"format": 1, "files": {"library.db": "", "../../elsewhere.db": ""}}
    rewritten(packed, {"backup.json": json.dumps(record).encode(), "../../elsewhere.db": b"x"})


def newer(packed: Path) -> None:
    rewritten(packed, {"backup.json": b'{"format": 2}'})


def bare(packed: Path) -> None:
    rewritten(packed, {"backup.json": b'{"format": 1, "files": {}}'})


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (cut, "it is cut short, or no backup"),
        (other, "library.db in it is not what was put there"),
        (elsewhere, "'../../elsewhere.db' is nothing that a backup has"),
        (newer, "another version of Dateline wrote it"),
        (bare, "it has no library"),
        (Path.unlink, "there is no file"),
    ],
)
def test_what_is_no_whole_backup_makes_no_folder(
    damage: object, said: str, packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(damage)
    damage(packed)

    code, _, err = run(capsys, tmp_path / "inner" / "restored", "restore", str(packed))

    assert (code, err.count("\n"), said in err) == (1, 1, True), err
    assert list((tmp_path / "inner").iterdir()) == []
    assert not (tmp_path / "elsewhere.db").exists()


def test_a_backup_without_vectors_is_told_and_gets_them_at_the_restore(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "chroma" / "sealed.json").write_text("{}{", encoding="utf-8")
    file, restored = tmp_path / "packed", tmp_path / "restored"

    made = run(capsys, folder, "backup", str(file))

    assert "without vectors" in made[1]
    assert run(capsys, restored, "restore", str(file))[0] == 0
    assert run(capsys, restored, "doctor")[:2] == (0, "library and vectors agree\n")
