"""Keep vectors in an embedded Chroma collection."""

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

import chromadb
from chromadb.config import Settings
from chromadb.errors import ChromaError

from qa.adapters.chroma_collection import COLLECTION, ChromaCollection, safe_name
from qa.adapters.data_folder import make_folder
from qa.adapters.sealed_folder import SEAL, SealedFolder
from qa.adapters.sqlite_database import check_whole
from qa.adapters.store_errors import damaged, full, is_full, os_store_error
from qa.domain.article import Chunk, ChunkId
from qa.domain.scope import EVERYTHING, Facets, Scope
from qa.errors import StoreError
from qa.ports import Vectors

_LOGGER = logging.getLogger(__name__)
_LONGEST = 200
"""Characters of what Chroma says of an error."""


class ChromaIndex:
    """The `VectorIndex`: one collection for each embedder, so that vectors of two models never meet.

    The caller must be the only process on `directory`: Chroma's local store is not safe for two.

    Chroma syncs its SQLite file and nothing else: every thousandth change it writes the graph in place and forgets the
    changes, so that a power cut could take any vector. The folder is sealed after each change; what does not fit the
    seal is deleted unread, for a torn graph can end the process, and the vectors are made again from the library.
    """

    def __init__(self, directory: Path, embedder: str) -> None:
        """Open or make the collection of an embedder's name.

        Raises:
            StoreDamagedError: Chroma cannot read its files.
            StoreFullError: its disk is full; so do all other methods.
        """
        self._directory = directory
        self._mend = (
            f"the articles are safe, and vectors can be made again: `rm -r {quote(str(directory))}`, then `qa reindex`"
        )
        self._files = SealedFolder(directory)
        if directory.exists() and not directory.is_dir():
            raise damaged(directory, "it is a file and no folder", self._mend)
        with self._reporting():
            self._delete_torn()
            make_folder(directory)
            if not self._files.is_sealed():
                # A new folder, or one of 0.1.0, which is taken as it is.
                self._files.seal()
        if (database := directory / "chroma.sqlite3").is_file():
            # Where it is damaged, Chroma's Rust code writes a trace of its own before Python hears of it. A chunk takes about
            # a hundred bytes of this file, so that this is quick.
            check_whole(database, self._mend)
        with self._reporting():
            self._client = chromadb.PersistentClient(path=str(directory), settings=Settings(anonymized_telemetry=False))
        self._collection = ChromaCollection(self._client, COLLECTION + safe_name(embedder), self._reporting)

    def _delete_torn(self) -> None:
        """Delete the vectors' files where they are not what was sealed."""
        if self._files.is_sealed() and not self._files.is_whole():
            _LOGGER.warning(
                "the vectors' files in %r were not whole, after a crash or by damage: deleted", str(self._directory)
            )
            shutil.rmtree(self._directory)

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self._collection.upsert(chunks, vectors)
        self._seal()

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        return self._collection.search(vector, k, scope)

    def refile(self, chunks: Sequence[Chunk]) -> None:
        self._collection.refile(chunks)
        self._seal()

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        if chunk_ids:
            self._collection.delete(chunk_ids)
            self._seal()

    def clear(self) -> None:
        # Those of other embedders as well: nothing but `qa reindex` with that model would ever read them.
        self._collection.clear("", self._delete_folders)
        self._seal()

    def _delete_folders(self) -> None:
        # Chroma forgets a collection and leaves its files.
        for folder in self._directory.glob("*/"):
            shutil.rmtree(folder)

    def ids(self) -> set[ChunkId]:
        return self._collection.ids()

    def facets(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Facets]:
        """Return the facets of those chunks that are there."""
        return self._collection.facets(chunk_ids)

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        return self._collection.vectors(chunk_ids)

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]  # Client has it, the declared ClientAPI not yet

    def _seal(self) -> None:
        with self._reporting():
            self._files.seal()

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Say what Chroma's error, or the system's, means for the folder."""
        try:
            yield
        except OSError as error:
            raise os_store_error(self._directory / SEAL, error) from error
        except (ChromaError, ValueError) as error:
            raise self._store_error(error) from error
        except BaseException as error:
            # Where Chroma's Rust code meets what it did not expect; its class has no name that could be imported.
            if type(error).__name__ != "PanicException":
                raise
            raise self._store_error(error) from error

    def _store_error(self, error: BaseException) -> StoreError:
        if is_full(self._directory.parent):
            return full(self._directory)
        return damaged(self._directory, str(error).partition("\n")[0][:_LONGEST], self._mend)
