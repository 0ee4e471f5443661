"""What the sidecar of a folder states of its files wins; a line that cannot be used is named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa.domain.article import Metadata
from qa.ingest.readers.discovery import find_files
from qa.ingest.readers.raw_article import RawArticle
from qa.ingest.readers.read import read_files
from qa.ingest.report import FileProblem
from tests.ingest.readers.driving import BODY, EXTRACTORS


def test_what_the_sidecar_knows_wins_over_what_the_file_suggests(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"A bridge closes | Local\n\n{BODY}", encoding="utf-8")
    (tmp_path / "sources.jsonl").write_text(
        '{"file": "a.txt", "title": "A bridge closes", "publisher": "Example Times", "authors": ["Ann Lee"],'
        ' "url": "https://example.com/a", "published_at": "2024-01-26", "language": null}\n',
        encoding="utf-8",
    )
    [article] = read_files(find_files([tmp_path]).files, EXTRACTORS)
    assert isinstance(article, RawArticle)
    assert article.metadata == Metadata(
        title="A bridge closes",
        publisher="Example Times",
        authors=("Ann Lee",),
        url="https://example.com/a",
        published_at=datetime(2024, 1, 26, tzinfo=UTC),
    )


def test_null_in_the_sidecar_leaves_what_the_file_suggests(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"A bridge closes\n\n{BODY}", encoding="utf-8")
    (tmp_path / "sources.jsonl").write_text('{"file": "a.txt", "title": null, "publisher": "X"}', encoding="utf-8")
    [article] = read_files(find_files([tmp_path]).files, EXTRACTORS)
    assert isinstance(article, RawArticle)
    assert article.metadata == Metadata(title="A bridge closes", publisher="X")


@pytest.mark.parametrize(
    "line",
    [
        '{"file": "gone.txt", "title": "x"}',
        '{"file": "../a.txt", "title": "x"}',
        '{"title": "x"}',
        '{"file": "a.txt", "title": 3}',
        '{"file": "a.txt", "titel": "x"}',
        '{"file": "a.txt", "published_at": "yesterday"}',
        '{"file": "a.txt", "url": "javascript:alert(1)"}',
        '{"file": "rows.jsonl", "title": "x"}',
        "[]",
        "{",
        '{"file": "' + "x" * 5_000 + '"}',
    ],
)
def test_a_broken_line_of_the_sidecar_is_a_problem_and_the_files_still_come(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "sources.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    problem, article = read_files(find_files([tmp_path]).files, EXTRACTORS)
    assert isinstance(problem, FileProblem)
    assert (problem.path, problem.line) == (str(tmp_path / "sources.jsonl"), 2)
    assert isinstance(article, RawArticle)
    assert article.metadata == Metadata()


def test_a_sidecar_that_cannot_be_read_is_a_problem_and_the_files_still_come(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "sources.jsonl").mkdir()
    problem, article = read_files([tmp_path / "a.txt"], EXTRACTORS)
    assert isinstance(problem, FileProblem)
    assert isinstance(article, RawArticle)


def test_a_line_that_names_no_file_is_blamed_for_that_first(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "sources.jsonl").write_text('{"file": "gone.txt", "title": 3}', encoding="utf-8")
    problem, _article = read_files([tmp_path / "a.txt"], EXTRACTORS)
    assert isinstance(problem, FileProblem)
    assert "'gone.txt'" in problem.message
    assert "title" not in problem.message
