"""Open the vectors where the settings say that they are: in the data folder, in a PostgreSQL database, or on a server."""

from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from qa.adapters.data_folder import delete_other_vectors, vectors_folder
from qa.adapters.exact_scopes import ExactScopes
from qa.adapters.vector_server import VectorServer
from qa.errors import SettingsError
from qa.lazy import lazy
from qa.ports import MetaStore, VectorIndex
from qa.settings import VECTOR_SERVER, Settings

if TYPE_CHECKING:
    from qa.adapters import chroma, chroma_server, postgres_database, postgres_vectors, qdrant
else:
    # Commands of keys, and those that ask a running server, open no vectors; Chroma is half of what they would load.
    chroma, chroma_server = lazy("qa.adapters.chroma"), lazy("qa.adapters.chroma_server")
    # Their clients are extras.
    postgres_vectors, qdrant = lazy("qa.adapters.postgres_vectors"), lazy("qa.adapters.qdrant")

_LIBRARY = "library"
"""The key under which a library keeps the name by which servers tell it from others."""


class OpenIndex(VectorIndex, Protocol):
    """A `VectorIndex` that whoever opened it closes."""

    def close(self) -> None: ...


class VectorPlace(Protocol):
    """Where the generations of an index are kept."""

    @property
    def address(self) -> str:
        """The server that has them; empty: they are with the articles."""
        ...

    def open(self, generation: str, embedder: str) -> OpenIndex:
        """Open a generation of the vectors, of an embedder's name.

        Raises:
            StoreError: its files, or the server, cannot be used.
            SettingsError: the client that the server needs is not installed.
        """
        ...

    def clean(self, generation: str) -> None:
        """Delete what a reindex that was broken off has left beside the generation that is searched."""
        ...

    def retain(self, generation: str, embedder: str) -> None:
        """Delete all generations but one."""
        ...


class FolderVectors:
    """A folder for each generation; one process has them all."""

    address = ""

    def __init__(self, settings: Settings) -> None:
        self._data = settings.data

    def open(self, generation: str, embedder: str) -> OpenIndex:
        return ExactScopes(chroma.ChromaIndex(vectors_folder(self._data, generation), embedder))

    def clean(self, generation: str) -> None:
        delete_other_vectors(self._data, generation)

    def retain(self, generation: str, embedder: str) -> None:  # noqa: ARG002 a folder is named by its generation alone
        delete_other_vectors(self._data, generation)


class TableVectors:
    """A table for each generation; another process may be making one."""

    address = ""

    def __init__(self, pool: "postgres_database.PostgresPool") -> None:
        self._pool = pool
        # What is missing is said before anything is made.
        self.open("", "")

    def open(self, generation: str, embedder: str) -> OpenIndex:
        return self._at(generation, embedder)

    def clean(self, generation: str) -> None:
        """Leave it to the reindex that comes next, since one may be under way."""

    def retain(self, generation: str, embedder: str) -> None:
        self._at(generation, embedder).delete_others()

    def _at(self, generation: str, embedder: str) -> "postgres_vectors.PgvectorIndex":
        return postgres_vectors.PgvectorIndex(self._pool, embedder, generation)


class ServerVectors:
    """A collection for each generation, on the server that the settings name."""

    def __init__(self, settings: Settings, library: MetaStore) -> None:
        self._settings, self._library = settings, library

    @property
    def address(self) -> str:
        return self._settings.vectors

    def open(self, generation: str, embedder: str) -> OpenIndex:
        return self._at(generation, embedder)

    def clean(self, generation: str) -> None:
        """Leave it to the reindex that comes next, since another process may be making one."""

    def retain(self, generation: str, embedder: str) -> None:
        index = self._at(generation, embedder)
        try:
            index.delete_others()
        finally:
            index.close()

    def _at(self, generation: str, embedder: str) -> "chroma_server.ChromaServerIndex | qdrant.QdrantIndex":
        vendor, server = _server(self._settings)
        library = _name_of(self._library)
        if vendor == "chroma":
            return chroma_server.ChromaServerIndex(server, library, embedder, generation)
        try:
            return qdrant.QdrantIndex(qdrant.connect(server), server, (library, generation), embedder)
        except ModuleNotFoundError as error:
            raise SettingsError(
                "setting QA_VECTORS: Qdrant's client is not installed; `pip install 'dateline[qdrant]'` installs it"
            ) from error


def _server(settings: Settings) -> tuple[str, VectorServer]:
    named = VECTOR_SERVER.fullmatch(settings.vectors)
    if named is None:
        raise SettingsError("setting QA_VECTORS: docs/settings.md says what it takes")
    key = settings.vectors_key.get_secret_value()
    host, https = named["host"].strip("[]"), named["scheme"] == "https"
    return named["vendor"], VectorServer(named["vendor"].title(), host, int(named["port"]), https, key)


def _name_of(library: MetaStore) -> str:
    """Return the library's name on servers, where others may stand beside it; a new one where it has none."""
    name = library.get_meta(_LIBRARY)
    if name is None:
        name = token_hex(4)
        library.set_meta(_LIBRARY, name)
    return name
