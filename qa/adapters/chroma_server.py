"""Keep vectors on a Chroma server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.config import Settings
from chromadb.errors import AuthorizationError, ChromaAuthError, ChromaError, NotFoundError

from qa.adapters.chroma_collection import COLLECTION, ChromaCollection, safe_name
from qa.adapters.vector_server import VectorServer
from qa.domain.article import Chunk, ChunkId
from qa.domain.scope import EVERYTHING, Scope
from qa.errors import DatelineError, StoreError
from qa.ports import Vectors

_SPOKEN = "1"
"""The major version of Chroma's HTTP interface."""
_TIMEOUT = httpx.Timeout(30.0, connect=3.0)
"""Seconds; Chroma's client has none, and would keep an answer waiting for a server that is gone."""


class ChromaServerIndex:
    """The `VectorIndex`: a collection for each library, generation and embedder, so that libraries on one server never meet."""

    def __init__(self, server: VectorServer, library: str, embedder: str, generation: str = "") -> None:
        """Open or make the collection of a library and an embedder's name; no library's name begins another's.

        Raises:
            StoreUnavailableError: the server does not answer; so do all other methods.
            StoreDeniedError: it refuses the key, or wants one.
            StoreVersionError: it is no Chroma server of a version that is spoken here.
        """
        self._server = server
        self._family = f"{COLLECTION}{library}"
        self._prefix = f"{self._family}{f'g{generation}' if generation else ''}-"
        headers = {"Authorization": f"Bearer {server.key}"} if server.key else {}
        # Asked first, since Chroma's client tells neither a missing key nor another version, and waits for ever.
        self._check(headers)
        with self._reporting():
            self._client = chromadb.HttpClient(
                server.host, server.port, server.https, headers, Settings(anonymized_telemetry=False)
            )
            self._sessions = _sessions(self._client)
            for session in self._sessions:
                session.timeout = _TIMEOUT
            self._collection = ChromaCollection(self._client, self._prefix + safe_name(embedder), self._reporting)

    def _check(self, headers: dict[str, str]) -> None:
        with self._reporting():
            answer = httpx.get(f"{self._server.url}/api/v2/version", headers=headers, timeout=_TIMEOUT)
            version = answer.raise_for_status().text.strip().strip('"')
        if version.partition(".")[0] != _SPOKEN:
            raise self._server.strange(f"says that it is of version {version[:20]!r}", "Chroma 1 (`chroma run`)")

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self._collection.upsert(chunks, vectors)

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        self._server.outage.check()
        return self._collection.search(vector, k, scope)

    def refile(self, chunks: Sequence[Chunk]) -> None:
        self._collection.refile(chunks)

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        self._collection.delete(chunk_ids)

    def clear(self) -> None:
        # This library's alone, those of other embedders as well.
        self._collection.clear(self._prefix)

    def delete_others(self) -> None:
        """Delete the library's collections of all other generations and embedders."""
        self._collection.delete_others(self._family)

    def ids(self) -> set[ChunkId]:
        return self._collection.ids()

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        return self._collection.vectors(chunk_ids)

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]  # Client has it, the declared ClientAPI not yet
        for session in self._sessions:
            session.close()

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Say what Chroma's error, or the network's, means for the server."""
        try:
            yield
        except DatelineError:
            raise
        except httpx.TransportError as error:
            raise self._server.unavailable(error, late=isinstance(error, httpx.TimeoutException)) from error
        except (ChromaAuthError, AuthorizationError) as error:
            raise self._server.denied() from error
        except NotFoundError as error:
            raise self._server.lost() from error
        except ChromaError as error:
            raise self._server.failed(error) from error
        except Exception as error:
            # Where it is no error of its own, Chroma's client raises a bare one of the answer's text.
            raise self._foreign(error) from error

    def _foreign(self, error: Exception) -> StoreError:
        """Return what an answer means that is none of Chroma's own errors."""
        status = _status(error)
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return self._server.denied()
        if status in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE}:
            return self._server.strange("has no interface of Chroma's version 2", "Chroma 1 (`chroma run`)")
        return self._server.failed(f"status {status}" if status else error)


def _sessions(client: ClientAPI) -> list[httpx.Client]:
    """Return the connections of Chroma's client: it has no setting for how long they wait, and leaves them open."""
    servers = [client._server, client._admin_client._server]  # type: ignore[attr-defined]
    return [server._session for server in servers]


def _status(error: BaseException | None) -> int | None:
    """Return the status of the answer that lies behind an error; None: there is none."""
    while error is not None and not isinstance(error, httpx.HTTPStatusError):
        error = error.__context__
    return error.response.status_code if error is not None else None
