"""Open the vectors where the settings say that they are: in the data folder, or on a server."""

from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from qa.adapters.data_folder import vectors_folder
from qa.adapters.exact_scopes import ExactScopes
from qa.adapters.vector_server import VectorServer
from qa.errors import SettingsError
from qa.lazy import lazy
from qa.ports import MetaStore, VectorIndex
from qa.settings import VECTOR_SERVER, Settings

if TYPE_CHECKING:
    from qa.adapters import chroma, chroma_server, qdrant
else:
    # Commands of keys, and those that ask a running server, open no vectors; Chroma is half of what they would load.
    chroma, chroma_server = lazy("qa.adapters.chroma"), lazy("qa.adapters.chroma_server")
    # Its client is an extra.
    qdrant = lazy("qa.adapters.qdrant")

_LIBRARY = "library"
"""The key under which a library keeps the name by which servers tell it from others."""


class OpenIndex(VectorIndex, Protocol):
    """An index that whoever opened it closes."""

    def close(self) -> None: ...

    def drop(self) -> None:
        """Close it for good, since another has taken its place: a server forgets it, a folder of its own may be deleted."""
        ...


def open_index(settings: Settings, library: MetaStore, embedder: str, generation: str) -> OpenIndex:
    """Open a generation of the vectors, of an embedder's name.

    Raises:
        StoreError: its files, or the server, cannot be used.
        SettingsError: the client that the server needs is not installed.
    """
    if not settings.vectors:
        return ExactScopes(chroma.ChromaIndex(vectors_folder(settings.data, generation), embedder))
    vendor, server = _server(settings)
    # No name of a generation begins another's, for a server deletes by beginnings.
    name = _name_of(library) + (f"g{generation}" if generation else "")
    if vendor == "chroma":
        return chroma_server.ChromaServerIndex(server, name, embedder)
    try:
        return qdrant.QdrantIndex(qdrant.connect(server), server, name, embedder)
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
