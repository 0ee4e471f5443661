"""Files become articles; what cannot be read is named, and the rest still comes."""

import os
import socket
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError

from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from tests.ingest.readers.driving import BODY, only_article, only_problem, read_path


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
    assert [type(result) for result in read_path(path, limit=100)] == [RawArticle]


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


def test_a_file_name_that_is_not_utf8_can_be_named_and_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9ton.txt"))
    path.write_text(BODY, encoding="utf-8")
    article = only_article(path)
    assert article.origin.endswith("b\\xe9ton.txt")
    assert article.origin.encode("utf-8")


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
