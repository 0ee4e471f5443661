"""Open the vectors where the settings say that they are: in the data folder, or on a server."""

from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from qa.adapters.exact_scopes import ExactScopes
from qa.adapters.vector_server import VectorServer
from qa.errors import SettingsError, StoreError
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


_PLACE = "vectors"
"""The key under which it keeps the server that has its vectors; none, or empty: they are in the data folder."""


class ClosableIndex(VectorIndex, Protocol):
    """An index that whoever opened it closes."""

    def close(self) -> None: ...


def open_index(settings: Settings, library: MetaStore, embedder: str) -> ClosableIndex:
    """Open the vectors of an embedder's name; where they were elsewhere the last time, none are left here.

    Raises:
        StoreError: its files, or the server, cannot be used.
        SettingsError: the client that the server needs is not installed.
    """
    index = _opened(settings, library, embedder)
    if (library.get_meta(_PLACE) or "") != settings.vectors:
        # What was left here has missed changes that no id tells, as another date of an article, which scopes go by.
        try:
            index.clear()
            library.set_meta(_PLACE, settings.vectors)
        except StoreError:
            index.close()
            raise
    return index


def _opened(settings: Settings, library: MetaStore, embedder: str) -> ClosableIndex:
    if not settings.vectors:
        return ExactScopes(chroma.ChromaIndex(settings.data / "chroma", embedder))
    vendor, server = _server(settings)
    if vendor == "chroma":
        return chroma_server.ChromaServerIndex(server, _name_of(library), embedder)
    try:
        return qdrant.QdrantIndex(qdrant.connect(server), server, _name_of(library), embedder)
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
