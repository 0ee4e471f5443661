"""What a server of vectors does wrong is said with what to check, and what it was told before a crash is there after it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import numpy as np
import pytest

from qa.adapters.chroma_server import ChromaServerIndex
from qa.adapters.qdrant import connect
from qa.adapters.sqlite_library import SqliteLibrary
from qa.adapters.vector_server import VectorServer
from qa.domain.article import ArticleId, Chunk, ChunkId, Span, Version
from qa.errors import SettingsError, StoreDeniedError, StoreError, StoreUnavailableError, StoreVersionError
from qa.lazy import lazy
from qa.settings import Settings
from qa.wiring.vectors import open_index
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
        open_index(Settings(vectors="qdrant+http://127.0.0.1:6333"), library, "test")


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
    chunk = Chunk(ChunkId("a"), ArticleId("a"), Version("1"), Span(0, 1), "x")
    in_folder = Settings(data=tmp_path)
    on_server = Settings(data=tmp_path, vectors=chroma_process.setting)
    with closing(SqliteLibrary(tmp_path / "library.db")) as library:
        for settings in (in_folder, on_server, in_folder, on_server):
            with closing(open_index(settings, library, "m")) as index:
                assert index.ids() == set()
                index.upsert([chunk], np.ones((1, 2), np.float32))
            with closing(open_index(settings, library, "m")) as index:
                assert index.ids() == {"a"}


def test_libraries_on_one_server_do_not_meet_and_clear_their_own_alone(
    chroma_process: ChromaProcess, tmp_path: Path
) -> None:
    chunk = Chunk(ChunkId("a"), ArticleId("a"), Version("1"), Span(0, 1), "x")
    vector = np.ones((1, 2), np.float32)
    settings = Settings(vectors=chroma_process.setting)
    with (
        closing(SqliteLibrary(tmp_path / "one.db")) as one,
        closing(SqliteLibrary(tmp_path / "two.db")) as two,
        closing(open_index(settings, one, "m")) as mine,
        closing(open_index(settings, two, "m")) as others,
    ):
        mine.upsert([chunk], vector)
        assert others.ids() == set()
        others.upsert([chunk], vector)

        mine.clear()

        assert (mine.ids(), others.ids()) == (set(), {"a"})
        with closing(open_index(settings, two, "m")) as again:
            assert again.ids() == {"a"}
