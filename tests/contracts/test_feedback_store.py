"""Feedback is kept in the order it came, by the file and by the fake alike."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa.adapters.feedback import FeedbackFile
from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_feedback import PostgresFeedback
from qa.errors import FeedbackFullError, StoreDamagedError, StoreDeniedError
from qa.ports import FeedbackStore
from tests.fakes import MemoryFeedback

MAKERS: dict[str, Callable[[Path], FeedbackStore]] = {
    "file": lambda folder: FeedbackFile(folder / "feedback.jsonl", 60),
    "fake": lambda folder: MemoryFeedback(most=60),
}


@pytest.fixture(params=[*MAKERS, "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FeedbackStore]:
    if request.param != "postgres":
        yield MAKERS[request.param](tmp_path)
        return
    with closing(PostgresPool(request.getfixturevalue("database_url"))) as pool:
        yield PostgresFeedback(pool, 60)


def test_what_is_added_is_there_in_order(store: FeedbackStore) -> None:
    assert list(store.documents()) == []

    assert store.add("a", '{"id":"a","is":"é"}')
    assert store.add("b", '{"id":"b"}')

    assert list(store.documents()) == ['{"id":"a","is":"é"}', '{"id":"b"}']


def test_of_a_name_one_document_is_kept_the_first(store: FeedbackStore) -> None:
    assert store.add("a", '{"id":"a","is":"{\\"id\\":\\"c\\""}')
    assert store.add("b", '{"id":"b"}')
    assert not store.add("a", '{"id":"a","is":2}')
    assert not store.add("b", '{"id":"b","is":2}')
    assert store.add("c", '{"id":"c"}')

    assert [json.loads(line)["id"] for line in store.documents()] == ["a", "b", "c"]


def test_what_is_more_than_may_be_kept_is_refused_and_spoils_nothing(store: FeedbackStore) -> None:
    store.add("a", '{"id":"a"}')
    with pytest.raises(FeedbackFullError):
        store.add("b", f'{{"id":"b","is":"{"x" * 60}"}}')
    store.add("c", '{"id":"c"}')

    assert list(store.documents()) == ['{"id":"a"}', '{"id":"c"}']


def test_half_a_line_of_a_crash_is_skipped_and_spoils_no_line_after_it(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text('{"a": 1}\n{"b": ', encoding="utf-8")

    store = FeedbackFile(path, 1_000)
    assert list(store.documents()) == ['{"a": 1}']

    store.add("c", '{"id":"c"}')
    assert list(store.documents()) == ['{"a": 1}', '{"id":"c"}']


def test_a_file_that_cannot_be_read_is_named_with_what_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_bytes(b"\xff\xfe\n")
    with pytest.raises(StoreDamagedError, match=r"feedback\.jsonl' is damaged"):
        list(FeedbackFile(path).documents())

    path.unlink()
    path.mkdir()
    for use in (lambda: list(FeedbackFile(path).documents()), lambda: FeedbackFile(path).add("a", "{}")):
        with pytest.raises(StoreDeniedError, match="is a folder where a file belongs"):
            use()
