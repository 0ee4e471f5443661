"""What a server of vectors does wrong is said with what to check, and what it was told before a crash is there after it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import chromadb
import httpx
import numpy as np
import pytest
from chromadb.config import Settings as ChromaSettings

from qa.adapters.chroma_server import ChromaServerIndex
from qa.adapters.qdrant import connect
from qa.adapters.sqlite_library import SqliteLibrary
from qa.adapters.vector_server import VectorServer
from qa.domain.article import ArticleId, Chunk, ChunkId, Metadata, Span, Version
from qa.errors import SettingsError, StoreDeniedError, StoreError, StoreUnavailableError, StoreVersionError
from qa.ingest.readers.raw_article import RawArticle
from qa.lazy import lazy
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services
from qa.wiring.vectors import ServerVectors
from tests.processes import free_port
from tests.vector_servers import ChromaProcess

KEY = "the-secret-key"


def open_chroma(server: VectorServer) -> None:
    ChromaServerIndex(server, "library", "test").close()


def open_qdrant(server: VectorServer) -> None:
    connect(server).close()


@contextmanager
def answering(status: int, body: str) -> Iterator[tuple[int, list[str]]]:
    """A server that answers everything alike, and the values of the headers that it was shown."""
    shown: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.extend(self.headers.values())
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, shown
        server.shutdown()


COLLECTIONS = '{"result": {"collections": []}, "status": "ok", "time": 0.1, "title": "", "version": "%s"}'


@pytest.mark.parametrize("open_server", [open_chroma, open_qdrant])
@pytest.mark.parametrize(
    ("status", "body", "expected", "says"),
    [
        (401, "", StoreDeniedError, "refuses the key in QA_VECTORS_KEY"),
        (403, '{"error": "ChromaAuthError", "message": "no"}', StoreDeniedError, "refuses the key in QA_VECTORS_KEY"),
        (404, "not here", StoreVersionError, "Run such a server, or name another one in QA_VECTORS"),
        (500, "", StoreUnavailableError, "its log may say why"),
        (200, '"0.6.3"', StoreVersionError, "Run such a server"),
        (200, '"2.0.0"', StoreVersionError, "Run such a server"),
        (200, COLLECTIONS % "1.9.1", StoreVersionError, "Run such a server"),
        (200, COLLECTIONS % "2.0.0", StoreVersionError, "Run such a server"),
        (200, COLLECTIONS % "dev", StoreVersionError, "Run such a server"),
    ],
)
def test_a_server_that_cannot_be_used_is_refused_and_the_key_is_never_shown(
    open_server: Callable[[VectorServer], None], status: int, body: str, expected: type[StoreError], says: str
) -> None:
    with answering(status, body) as (port, shown):
        server = VectorServer("Some", "127.0.0.1", port, key=KEY)
        with pytest.raises(expected, match=says) as refused:
            open_server(server)

    assert f"http://127.0.0.1:{port}" in str(refused.value)
    assert {f"Bearer {KEY}", KEY} & set(shown)
    assert KEY not in f"{refused.value}{server}"


@pytest.mark.parametrize("open_server", [open_chroma, open_qdrant])
def test_a_server_that_wants_a_key_where_none_is_set_says_which_setting(
    open_server: Callable[[VectorServer], None],
) -> None:
    with (
        answering(401, "") as (port, _),
        pytest.raises(StoreDeniedError, match="without a key: set QA_VECTORS_KEY"),
    ):
        open_server(VectorServer("Some", "127.0.0.1", port))


@pytest.mark.parametrize("open_server", [open_chroma, open_qdrant])
def test_a_server_that_does_not_answer_is_named_with_what_to_check(
    open_server: Callable[[VectorServer], None],
) -> None:
    port = free_port()

    with pytest.raises(StoreUnavailableError, match=rf"http://127.0.0.1:{port}, .*Start it, or check QA_VECTORS"):
        open_server(VectorServer("Some", "127.0.0.1", port))


def test_without_its_client_qdrant_is_refused_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, "qa.adapters.qdrant")
    monkeypatch.setitem(sys.modules, "qdrant_client", None)
    monkeypatch.setattr("qa.wiring.vectors.qdrant", lazy("qa.adapters.qdrant"))

    with (
        closing(SqliteLibrary(tmp_path / "library.db")) as library,
        pytest.raises(SettingsError, match=r"pip install 'dateline\[qdrant\]'"),
    ):
        ServerVectors(Settings(vectors="qdrant+http://127.0.0.1:6333"), library).open("", "test")


def test_what_a_chroma_server_was_told_survives_its_kill_and_so_does_the_client(chroma_process: ChromaProcess) -> None:
    vectors = np.eye(3, dtype=np.float32)
    chunks = [Chunk(ChunkId(name), ArticleId("a"), Version("1"), Span(0, 1), "x") for name in "abc"]
    with closing(ChromaServerIndex(chroma_process.server, "killed", "test")) as index:
        index.upsert(chunks[:2], vectors[:2])
        chroma_process.kill()
        with pytest.raises(StoreUnavailableError, match="Start it, or check QA_VECTORS"):
            index.search(vectors[0], 1)
        with pytest.raises(StoreUnavailableError):
            index.upsert(chunks[2:], vectors[2:])

        chroma_process.start()

        assert [name for name, _ in index.search(vectors[1], 1)] == ["b"]
        index.upsert(chunks[2:], vectors[2:])
        assert sorted(index.vectors([chunk.id for chunk in chunks])) == ["a", "b", "c"]


def test_for_a_server_that_answers_too_late_not_every_search_waits(
    chroma_process: ChromaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.adapters.vector_server._REST", 60.0)
    vector = np.ones(2, np.float32)
    with closing(ChromaServerIndex(chroma_process.server, "late", "test")) as index:
        index.upsert([Chunk(ChunkId("a"), ArticleId("a"), Version("1"), Span(0, 1), "x")], vector[np.newaxis, :])
        for session in index._sessions:
            # The setting of it is read when they are opened, which a busy machine may not do in so little.
            session.timeout = httpx.Timeout(0.2)
        with chroma_process.paused(), pytest.raises(StoreUnavailableError, match="does not answer"):
            index.search(vector, 1)

        with pytest.raises(StoreUnavailableError, match="does not answer"):
            index.search(vector, 1)
    with closing(ChromaServerIndex(chroma_process.server, "late", "test")) as again:
        assert [name for name, _ in again.search(vector, 1)] == ["a"]


def test_vectors_that_were_left_behind_when_others_took_their_place_are_not_taken_up_again(
    chroma_process: ChromaProcess, tmp_path: Path
) -> None:
    in_folder = Settings(data=tmp_path)
    on_server = Settings(data=tmp_path, vectors=chroma_process.setting)
    story = RawArticle(ArticleId("a"), "Some 2,500 troops are in the country.", Metadata(), "a.txt")
    with open_services(in_folder) as services:
        services.articles.store([story], lambda _: None)
    for settings in (on_server, in_folder, on_server):
        with open_services(settings, recover=False) as services:
            assert services.adapters.index.ids() == set()
        with open_services(settings) as services:
            assert services.adapters.index.ids() == services.library.chunk_ids() != set()


def test_libraries_on_one_server_do_not_meet_and_clear_their_own_alone(
    chroma_process: ChromaProcess, tmp_path: Path
) -> None:
    chunk = Chunk(ChunkId("a"), ArticleId("a"), Version("1"), Span(0, 1), "x")
    vector = np.ones((1, 2), np.float32)
    settings = Settings(vectors=chroma_process.setting)
    with (
        closing(SqliteLibrary(tmp_path / "one.db")) as one,
        closing(SqliteLibrary(tmp_path / "two.db")) as two,
        closing(ServerVectors(settings, one).open("", "m")) as mine,
        closing(ServerVectors(settings, two).open("", "m")) as others,
    ):
        mine.upsert([chunk], vector)
        assert others.ids() == set()
        others.upsert([chunk], vector)

        mine.clear()

        assert (mine.ids(), others.ids()) == (set(), {"a"})
        with closing(ServerVectors(settings, two).open("", "m")) as again:
            assert again.ids() == {"a"}


def test_a_new_index_takes_the_old_ones_place_on_a_server_and_leaves_nothing_of_it(
    tmp_path: Path, chroma_process: ChromaProcess
) -> None:
    settings = Settings(data=tmp_path / "data", vectors=chroma_process.setting)
    story = RawArticle(ArticleId("a"), "Some 2,500 troops are in the country.", Metadata(), "a.txt")
    with open_services(settings) as services:
        services.articles.store([story], lambda _: None)
        before = collections_of(chroma_process, services)
        services.articles.reindex(lambda _: lambda _: None)
        after = collections_of(chroma_process, services)
        services.articles.reindex(lambda _: lambda _: None)
    with open_services(settings) as services:
        assert services.articles.diagnose() == []
        assert (len(before), len(after), len(collections_of(chroma_process, services))) == (1, 1, 1)
        assert before != after


def collections_of(process: ChromaProcess, services: Services) -> set[str]:
    """The names of the collections that a library has on a server."""
    client = chromadb.HttpClient(
        process.server.host, process.server.port, settings=ChromaSettings(anonymized_telemetry=False)
    )
    library = services.adapters.library.get_meta("library")
    return {it.name for it in client.list_collections() if library and library in it.name}
