"""The rows of JSON Lines become articles, one at a time; a bad row is named and the others come."""

import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import pytest

from qa.domain.article import Metadata
from qa.ingest.readers.raw_article import Note, RawArticle, ReadResult
from qa.ingest.readers.read import read_file
from qa.ingest.report import FileProblem
from tests.ingest.readers.driving import EXTRACTORS

TEXT = "The northern bridge will close."


def read_lines(folder: Path, *lines: str | bytes, limit: int = 10_000) -> list[ReadResult]:
    path = folder / "rows.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return list(read_file(path, EXTRACTORS, limit=limit))


def only_article(folder: Path, **row: object) -> RawArticle:
    [article] = read_lines(folder, json.dumps({"text": TEXT, **row}))
    assert isinstance(article, RawArticle)
    return article


def test_a_row_states_its_article(tmp_path: Path) -> None:
    article = only_article(
        tmp_path,
        id="wire/1",
        title=" A\u202e bridge\ncloses ",
        url="https://example.com/a?b=1",
        publisher="Example Times",
        authors=["Ann Lee", "Bob Roe"],
        published_at="2024-01-26T09:30:00+01:00",
    )
    assert (article.id, article.raw) == ("wire/1", TEXT)
    assert article.metadata == Metadata(
        title="A bridge closes",
        publisher="Example Times",
        authors=("Ann Lee", "Bob Roe"),
        url="https://example.com/a?b=1",
        published_at=datetime(2024, 1, 26, 9, 30, tzinfo=timezone(timedelta(hours=1))),
    )
    assert article.origin == f"{tmp_path / 'rows.jsonl'}#1"


def test_a_row_states_when_its_article_was_changed_and_a_bad_moment_is_named_by_its_field(tmp_path: Path) -> None:
    assert only_article(tmp_path, updated_at="2024-01-27").metadata.updated_at == datetime(2024, 1, 27, tzinfo=UTC)
    [problem] = read_lines(tmp_path, json.dumps({"text": TEXT, "updated_at": "today"}))
    assert isinstance(problem, FileProblem)
    assert problem.message.startswith("'updated_at' is not an ISO 8601 date")


def test_only_the_text_is_required_and_null_is_unknown(tmp_path: Path) -> None:
    bare = only_article(tmp_path)
    nulls = only_article(tmp_path, id=None, title=None, url=None, publisher=None, authors=None, published_at=None)
    assert bare.metadata == nulls.metadata == Metadata()
    assert bare.id == nulls.id


def test_an_id_is_made_from_the_address_else_from_the_text(tmp_path: Path) -> None:
    assert only_article(tmp_path, url="https://example.com/news/bridge").id == "example.com/news/bridge"
    assert (
        only_article(tmp_path, url="https://example.com/?id=1").id
        != only_article(tmp_path, url="https://example.com/?id=2").id
    )
    assert only_article(tmp_path).id == only_article(tmp_path).id != only_article(tmp_path, text="Other.").id
    assert only_article(tmp_path, id=17).id == "17"
    assert only_article(tmp_path, id="../../etc/passwd").id.startswith("etc/passwd-")


BROKEN = [
    "{",
    "[1]",
    '"text"',
    "{}",
    '{"text": ""}',
    '{"text": " \\n"}',
    '{"text": ["a"]}',
    '{"text": "a", "title": 5}',
    '{"text": "a", "title": ["b"]}',
    '{"text": "a", "authors": [1]}',
    '{"text": "a", "authors": {"name": "b"}}',
    '{"text": "a", "id": true}',
    '{"text": "a", "id": 1.5}',
    '{"text": "a", "published_at": "yesterday"}',
    '{"text": "a", "published_at": "2024-01-26T09:30:00"}',
    '{"text": "a", "published_at": 1706261400}',
    '{"text": "a", "published_at": "0001-01-01"}',
    '{"text": "a", "language": "English, mostly"}',
    json.dumps({"text": "a", "title": "b" * 501}),
    '{"text": "a\\u0000b"}',
    '{"text": "a\\ud800b"}',
    "[" * 5_000,
    '{"text": ' + "1" * 5_000 + "}",
    b'{"text": "caf\xe9"}',
    b'{"text": "a\x00"}',
    json.dumps({"text": "x" * 10_000}),
]


@pytest.mark.parametrize("line", BROKEN)
def test_a_broken_row_is_a_problem_with_its_line_and_the_others_come(tmp_path: Path, line: str | bytes) -> None:
    good = json.dumps({"text": TEXT})
    first, problem, last = read_lines(tmp_path, good, "", line, good)
    assert isinstance(first, RawArticle)
    assert isinstance(last, RawArticle)
    assert isinstance(problem, FileProblem)
    assert (problem.path, problem.line) == (str(tmp_path / "rows.jsonl"), 3)
    assert last.origin.endswith("#4")


def test_an_address_that_is_not_of_the_web_is_left_out_with_a_note(tmp_path: Path) -> None:
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.com",
        "https://",
        "https://me:pass@example.com/",
        "http://a b/",
    ):
        note, article = read_lines(tmp_path, json.dumps({"text": TEXT, "url": url}))
        assert isinstance(note, Note)
        assert note.line == 1
        assert isinstance(article, RawArticle)
        assert article.metadata == Metadata()


def test_unknown_fields_are_noted_once_for_the_file(tmp_path: Path) -> None:
    row = json.dumps({"text": TEXT, "colour": 1, "body": 2})
    *articles, note = read_lines(tmp_path, row, row, row)
    assert len(articles) == 3
    assert isinstance(note, Note)
    assert "'body', 'colour'" in note.message


def test_a_bare_date_is_midnight_utc(tmp_path: Path) -> None:
    assert only_article(tmp_path, published_at="2024-01-26").metadata.published_at == datetime(2024, 1, 26, tzinfo=UTC)


def test_a_byte_order_mark_and_crlf_are_no_part_of_a_row(tmp_path: Path) -> None:
    row = json.dumps({"text": TEXT}).encode()
    results = read_lines(tmp_path, b"\xef\xbb\xbf" + row + b"\r", row + b"\r")
    assert [type(result) for result in results] == [RawArticle, RawArticle]


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_a_file_without_rows_is_a_problem(tmp_path: Path, data: bytes) -> None:
    [problem] = read_lines(tmp_path, data)
    assert isinstance(problem, FileProblem)


def test_rows_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text((json.dumps({"text": TEXT}) + "\n") * 2, encoding="utf-8")
    with path.open("ab") as file:
        file.truncate(3_000_000_000)  # a hole of zeros, one endless line: it would not fit in memory twice
    assert [type(result) for result in islice(read_file(path, EXTRACTORS), 2)] == [RawArticle, RawArticle]
