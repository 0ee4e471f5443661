"""What a reader of LlamaIndex loads becomes articles, each known again, and what it cannot load is named."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from qa.adapters.llamaindex import LlamaIndexReader
from qa.domain.article import Metadata
from qa.errors import InputError
from qa.ingest.readers.documents import read_documents
from qa.ingest.readers.raw_article import Note, RawArticle, ReadResult
from qa.ingest.report import FileProblem
from tests.conftest import Write
from tests.ingest.readers.driving import BODY, EXTRACTORS

HERE = "tests.llama_index_objects"
UUID = "6f1d8a9e-3c1b-4e0a-9d61-0c6d5f2b7a10"


def read(
    reader: str, *paths: Path, arguments: Mapping[str, object] | None = None, limit: int = 10_000
) -> list[ReadResult]:
    name = reader if ":" in reader else f"{HERE}:{reader}"
    return list(read_documents(LlamaIndexReader(name, arguments or {}), paths, EXTRACTORS, limit))


def articles(results: Sequence[ReadResult]) -> list[RawArticle]:
    return [it for it in results if isinstance(it, RawArticle)]


def given(*documents: Mapping[str, object]) -> list[ReadResult]:
    return read("GivenReader", arguments={"documents": [{"text": BODY, **it} for it in documents]})


def only(*documents: Mapping[str, object]) -> RawArticle:
    [article] = articles(given(*documents))
    return article


def test_what_the_reader_states_of_a_document_is_known_of_the_article(write: Write) -> None:
    first, second = articles(
        read("WireReader", write("wire.txt", f"{BODY}\nThe ferry is late."), arguments={"outlet": "Post"})
    )

    assert (first.id, first.raw, first.origin) == ("wire.example/1", BODY, "https://wire.example/1")
    assert first.metadata == Metadata(
        title="Story 1",
        publisher="Post",
        authors=("Ann Lee",),
        url="https://wire.example/1",
        published_at=datetime.fromisoformat("2026-03-01T09:30:00Z"),
    )
    assert set(first.metadata.origins.values()) == {"reader"}
    assert second.metadata.title == "Story 2"


def test_arguments_alone_are_enough() -> None:
    [story] = articles(read("WireReader", arguments={"texts": [BODY], "outlet": "Post"}))

    assert (story.raw, story.metadata.publisher) == (BODY, "Post")


@pytest.mark.parametrize(
    ("stated", "known"),
    [
        (date(2026, 3, 1), "2026-03-01T00:00:00Z"),
        (datetime(2026, 3, 1), "2026-03-01T00:00:00Z"),  # noqa: DTZ001 readers give such
        ("Sun, 01 Mar 2026 09:30:00 GMT", "2026-03-01T09:30:00Z"),
        ("1 March 2026", "2026-03-01T00:00:00Z"),
    ],
)
def test_a_date_may_be_pythons_or_a_feeds(stated: object, known: str) -> None:
    assert only({"metadata": {"date": stated}}).metadata.published_at == datetime.fromisoformat(known)


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ({"date": datetime(2026, 3, 1, 9, 30)}, "has a time but no time zone"),  # noqa: DTZ001 that is what is tried
        ({"link": "javascript:alert(1)"}, "only http and https are kept"),
        ({"title": 7}, "'title' must be text"),
        ({"author": [1]}, "'authors' must be a list"),
    ],
)
def test_a_field_of_the_wrong_form_stays_unknown_and_is_named(metadata: dict[str, object], says: str) -> None:
    note, article = given({"metadata": metadata})

    assert isinstance(note, Note)
    assert note.message.startswith("left unknown: ")
    assert says in note.message
    assert isinstance(article, RawArticle)
    assert article.metadata == Metadata()


@pytest.mark.parametrize(
    ("document", "identity"),
    [
        ({"id_": "story-7"}, "story-7"),
        ({"id_": "https://news.example/a?b"}, "news.example/a-b-"),
        ({"id_": UUID, "metadata": {"page_id": UUID}}, UUID),
        ({"id_": UUID, "metadata": {"Id": 7}}, "7"),
        ({"metadata": {"source": "https://news.example/a"}}, "news.example/a"),
        ({"metadata": {"source": "notes/a.pdf"}}, "text-"),
        ({"metadata": {"file_path": "/papers/a.pdf"}}, "a"),
        ({"metadata": {"file_path": "/papers/a.pdf", "page_label": "3"}}, "a/3"),
        ({}, "text-"),
    ],
)
def test_a_document_is_known_again_by_id_address_file_or_text(document: dict[str, object], identity: str) -> None:
    first, again = only(document), only(document)

    assert first == again
    assert first.id.startswith(identity)
    assert identity.endswith("-") or first.id == identity


def test_an_address_as_the_id_is_the_articles() -> None:
    assert only({"id_": "https://news.example/a"}).metadata.url == "https://news.example/a"


def test_documents_of_one_file_are_numbered_and_the_same_text_twice_is_one(write: Write) -> None:
    path = write("minutes.txt", f"{BODY}\n\nThe ferry is late.\n\n{BODY}")
    found = articles(read("SectionReader", path))

    assert [article.id for article in found] == ["minutes", "minutes/2", "minutes"]
    assert [article.origin for article in found] == [str(path), f"{path}#2", str(path)]


def test_a_page_of_html_is_read_as_its_file_would_be(write: Write) -> None:
    page = f"<!DOCTYPE html><html lang=en><title>Bridge</title><body><article><h1>Bridge</h1><p>{BODY}</p></article></html>"
    article = only({"text": page})

    assert (BODY in article.raw, "<" in article.raw, article.page, article.metadata.language) == (
        True,
        False,
        page,
        "en",
    )


def test_a_text_opens_with_its_headline_and_its_tables_are_read() -> None:
    article = only({"text": f"A bridge closes\n\n{BODY}\n\n| Day | Ships |\n|---|---|\n| Monday | 4 |\n"})

    assert (article.metadata.title, "|" in article.raw) == ("A bridge closes", False)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"kind": "picture"}, "document 1 has no text"),
        ({"documents": [{"text": "a\x00b"}]}, "document 1 'text' holds NUL"),
        ({"documents": [{"text": "a\ud800b"}]}, "document 1 'text' holds NUL or half of a surrogate pair"),
        ({"documents": [{"text": "é" * 5_001}]}, "document 1 is larger than 10,000 bytes"),
        ({"kind": "text"}, "gave 'str' in place of a document"),
        ({"kind": "fails"}, "failed (ConnectionRefusedError: the service is down)"),
        ({"colour": "red"}, "failed (TypeError: "),
        ({}, "found no documents here"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_the_rest_comes(arguments: dict[str, object], says: str) -> None:
    [problem] = read("GivenReader", arguments=arguments)

    assert isinstance(problem, FileProblem)
    assert says in problem.message


def test_a_path_that_is_not_there_is_a_problem_and_the_others_are_read(tmp_path: Path, write: Write) -> None:
    problem, article = read("SectionReader", tmp_path / "no.txt", write("a.txt", BODY))

    assert problem == FileProblem(str(tmp_path / "no.txt"), "is not there; check the name")
    assert isinstance(article, RawArticle)


def test_readers_of_llamaindex_itself_are_read(tmp_path: Path, write: Write) -> None:
    path = write("bridge.txt", BODY)
    folder = {"input_dir": str(path.parent)}

    [text] = articles(read("llama_index.core:SimpleDirectoryReader", arguments=folder))
    [row] = articles(
        read("llama_index.core.readers.json:JSONReader", write("a.json", '{"text": "The ferry is late."}'))
    )
    [string] = articles(read("llama_index.core.readers:StringIterableReader", arguments={"texts": [BODY]}))

    assert (text.id, text.raw, text.origin) == ("bridge", BODY, str(path))
    assert (row.id, "The ferry is late." in row.raw) == ("a", True)
    assert string.raw == BODY


def test_a_name_that_stands_for_no_reader_is_refused() -> None:
    for name in (f"{HERE}:WordEmbedding", f"{HERE}:NoReader", "NoReader"):
        with pytest.raises(InputError, match="the reader"):
            LlamaIndexReader(name, {})
