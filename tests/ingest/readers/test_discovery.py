"""The article files behind the named paths, each once; what cannot be an article file is named."""

from pathlib import Path

from qa.ingest.readers.discovery import find_files
from tests.ingest.readers.driving import BODY, only_problem


def test_a_folder_is_read_in_order_without_hidden_other_and_sidecar_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "sub/c.html", "sub/deep/d.jsonl", ".hidden.txt", ".git/e.txt", "f.pdf", "g.pdf", "h"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BODY, encoding="utf-8")
    (tmp_path / "sources.jsonl").write_text("", encoding="utf-8")
    listing = find_files([tmp_path])
    assert [file.relative_to(tmp_path).as_posix() for file in listing.files] == [
        "a.MD", "b.txt", "sub/c.html", "sub/deep/d.jsonl",
    ]  # fmt: skip
    assert listing.problems == ()
    assert listing.notes == ("passed over 2 files (.pdf)", "passed over 1 file (no suffix)")


def test_links_that_lead_back_are_not_followed_and_a_file_comes_once(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(BODY, encoding="utf-8")
    (folder / "again").symlink_to(folder)
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    listing = find_files([folder, folder / "a.txt", tmp_path])
    assert [file.name for file in listing.files] == ["a.txt", "loop.txt"]
    assert "cannot be read" in only_problem(folder / "loop.txt").message


def test_named_files_that_are_missing_or_of_another_kind_are_problems(tmp_path: Path) -> None:
    for name in ("a.pdf", "sources.jsonl", "good.txt"):
        (tmp_path / name).write_text(BODY, encoding="utf-8")
    listing = find_files([tmp_path / name for name in ("a.pdf", "gone.txt", "sources.jsonl", "good.txt")])
    assert [problem.path for problem in listing.problems] == [
        str(tmp_path / name) for name in ("a.pdf", "gone.txt", "sources.jsonl")
    ]
    assert listing.files == (tmp_path / "good.txt",)
