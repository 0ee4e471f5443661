"""Files become articles; what cannot be read is named, and the rest still comes."""

import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_socket import SocketBlockedError

from qa.adapters import markdown, trafilatura
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.files import find
from qa.ingest.readers.ids import article_id, distinct_id
from qa.ingest.readers.raw_article import Extractors, RawArticle, Reading
from qa.ingest.readers.read import read, read_all
from qa.ingest.report import FileProblem

EXTRACTORS = Extractors(html=trafilatura.extract, markdown=markdown.extract)
BODY = "The northern bridge will close for three weeks, the ministry said on Monday."


def read_file(path: Path, limit: int = 10_000) -> list[Reading]:
    return list(read(path, EXTRACTORS, limit=limit))


def only_article(path: Path) -> RawArticle:
    [article] = read_file(path)
    assert isinstance(article, RawArticle)
    return article


def only_problem(path: Path, limit: int = 10_000) -> FileProblem:
    [problem] = read_file(path, limit)
    assert isinstance(problem, FileProblem)
    assert problem.path == str(path)
    return problem


def test_a_text_file_is_kept_as_decoded_without_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "bridge.txt"
    path.write_bytes(b"\xef\xbb\xbfA bridge closes\r\n\r\n" + BODY.encode() + b"\r\n")
    article = only_article(path)
    assert article.raw == f"A bridge closes\r\n\r\n{BODY}\r\n"
    assert article == RawArticle(
        ArticleId("bridge"), article.raw, Metadata(title="A bridge closes"), str(path), page=None
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"A bridge closes\n\n{BODY}", "A bridge closes"),
        (f"\n\nA bridge closes\n{BODY}", "A bridge closes"),
        (f"Will the bridge close?\n\n{BODY}", "Will the bridge close?"),
        (f"A \u202ebridge\u202c\u200b \x1b[31mcloses\n\n{BODY}", "A bridge [31mcloses"),
        (BODY, None),
        (f"{BODY}\n\n{BODY}", None),
        (f"Washington CNN —\n\n{BODY}", None),
        (f"{'A bridge closes ' * 20}\n\n{BODY}", None),
        ("A bridge closes", None),
        ("The northern bridge will close for three weeks on Monday, which the\nministry said is needed.\n", None),
    ],
)
def test_the_first_line_is_the_title_where_it_stands_alone_above_text(
    tmp_path: Path, text: str, title: str | None
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert only_article(path).metadata.title == title


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"abc \x93quoted\x94", "byte 4 (0x93) is not UTF-8"),
        (b"abc\x00def", "NUL at byte 3"),
        ("abc".encode("utf-16"), "iconv -f UTF-16"),
        (b"x" * 10_001, "larger than 10,000 bytes"),
    ],
)
def test_a_file_that_is_no_text_is_a_problem_that_says_what_to_do(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    assert says in only_problem(path).message


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "full.txt"
    path.write_bytes(b"x" * 100)
    assert [type(each) for each in read_file(path, limit=100)] == [RawArticle]


def test_a_file_that_is_missing_a_folder_or_a_pipe_is_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    assert "cannot be read" in only_problem(tmp_path / "gone.txt").message
    assert "not a regular file" in only_problem(tmp_path / "pipe.txt").message
    assert "not a regular file" in only_problem(tmp_path / "folder.txt").message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(BODY, encoding="utf-8")
    path.chmod(0)
    assert "cannot be read" in only_problem(path).message


def test_a_folder_is_read_in_order_without_hidden_other_and_sidecar_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "sub/c.html", "sub/deep/d.jsonl", ".hidden.txt", ".git/e.txt", "f.pdf", "g.pdf", "h"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BODY, encoding="utf-8")
    (tmp_path / "sources.jsonl").write_text("", encoding="utf-8")
    found = find([tmp_path])
    assert [file.relative_to(tmp_path).as_posix() for file in found.files] == [
        "a.MD", "b.txt", "sub/c.html", "sub/deep/d.jsonl",
    ]  # fmt: skip
    assert found.problems == ()
    assert found.notes == ("passed over 2 files (.pdf)", "passed over 1 file (no suffix)")


def test_links_that_lead_back_are_not_followed_and_a_file_comes_once(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(BODY, encoding="utf-8")
    (folder / "again").symlink_to(folder)
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    found = find([folder, folder / "a.txt", tmp_path])
    assert [file.name for file in found.files] == ["a.txt", "loop.txt"]
    assert "cannot be read" in only_problem(folder / "loop.txt").message


def test_named_files_that_are_missing_or_of_another_kind_are_problems(tmp_path: Path) -> None:
    for name in ("a.pdf", "sources.jsonl", "good.txt"):
        (tmp_path / name).write_text(BODY, encoding="utf-8")
    found = find([tmp_path / name for name in ("a.pdf", "gone.txt", "sources.jsonl", "good.txt")])
    assert [problem.path for problem in found.problems] == [
        str(tmp_path / name) for name in ("a.pdf", "gone.txt", "sources.jsonl")
    ]
    assert found.files == (tmp_path / "good.txt",)


def test_a_file_name_that_is_not_utf8_can_be_named_and_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9ton.txt"))
    path.write_text(BODY, encoding="utf-8")
    article = only_article(path)
    assert article.origin.endswith("b\\xe9ton.txt")
    assert article.origin.encode("utf-8")


def test_what_the_sidecar_knows_wins_over_what_the_file_suggests(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"A bridge closes | Local\n\n{BODY}", encoding="utf-8")
    (tmp_path / "sources.jsonl").write_text(
        '{"file": "a.txt", "title": "A bridge closes", "publisher": "Example Times", "authors": ["Ann Lee"],'
        ' "url": "https://example.com/a", "published_at": "2024-01-26", "language": null}\n',
        encoding="utf-8",
    )
    [article] = read_all(find([tmp_path]).files, EXTRACTORS)
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
    [article] = read_all(find([tmp_path]).files, EXTRACTORS)
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
    problem, article = read_all(find([tmp_path]).files, EXTRACTORS)
    assert isinstance(problem, FileProblem)
    assert (problem.path, problem.line) == (str(tmp_path / "sources.jsonl"), 2)
    assert isinstance(article, RawArticle)
    assert article.metadata == Metadata()


def test_a_sidecar_that_cannot_be_read_is_a_problem_and_the_files_still_come(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "sources.jsonl").mkdir()
    problem, article = read_all([tmp_path / "a.txt"], EXTRACTORS)
    assert isinstance(problem, FileProblem)
    assert isinstance(article, RawArticle)


@pytest.mark.disable_socket
def test_reading_opens_no_connection(tmp_path: Path) -> None:
    page = '<html><head><link rel="canonical" href="https://example.com/a"><base href="https://example.com/">'
    page += (
        f'<link rel="stylesheet" href="https://example.com/a.css"></head><body><article><p>{BODY}</p></article></body>'
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    with (
        pytest.warns(UserWarning, match="socket"),
        pytest.raises(SocketBlockedError),
    ):  # so that a fetch would fail the reading below
        socket.socket()
    assert only_article(tmp_path / "a.html").metadata.url == "https://example.com/a"


@pytest.mark.parametrize("name", ["a", "000_ad558fa49324228e", "www.cnn.com/2022/06/12/a-b/index.html", "x" * 128])
def test_a_name_that_is_fit_to_be_an_id_is_the_id(name: str) -> None:
    assert article_id(name) == name


def test_names_that_differ_only_in_what_an_id_cannot_hold_get_different_ids() -> None:
    names = [
        "",
        ".",
        "..",
        "../..",
        "a b",
        "a  b",
        "a-b",
        "a\tb",
        "ä",
        "ö",
        "-a",
        "--a",
        "x" * 129,
        "x" * 130,
        "a//b",
        "a/",
    ]
    ids = [article_id(name) for name in names]
    assert len(set(ids)) == len(names)


@given(st.text(), st.text())
def test_every_name_gives_an_id_that_is_safe_and_stable(name: str, origin: str) -> None:
    for identity in (article_id(name), distinct_id(article_id(name), origin)):
        assert article_id(identity) == identity
        assert 0 < len(identity) <= 128
        assert identity[0].isalnum() or identity[0] == "_"


def test_one_id_from_two_origins_becomes_two() -> None:
    identity = ArticleId("a" * 128)
    assert len({identity, distinct_id(identity, "/x/a.txt"), distinct_id(identity, "/y/a.txt")}) == 3
