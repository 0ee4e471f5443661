"""Open what keeps articles, vectors, keys, answers and jobs: a data folder, or a PostgreSQL database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from qa.adapters.data_folder import delete_other_vectors, make_folder, vectors_folder
from qa.adapters.feedback import FeedbackFile
from qa.adapters.rates import MemoryRates
from qa.adapters.sql_answers import SqlAnswers
from qa.adapters.sql_jobs import SqlJobs
from qa.adapters.sql_keys import SqlKeys
from qa.adapters.sql_library import SqlLibrary
from qa.adapters.sqlite_answers import SqliteAnswers
from qa.adapters.sqlite_jobs import SqliteJobs
from qa.adapters.sqlite_keys import SqliteKeys
from qa.adapters.sqlite_library import SqliteLibrary
from qa.domain.answer import KeptLimits
from qa.errors import SettingsError
from qa.lazy import lazy
from qa.peers import ALONE
from qa.ports import EventRelay, FeedbackStore, Peers, RateLimiter, VectorIndex
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.adapters import (
        chroma,
        postgres_database,
        postgres_feedback,
        postgres_library,
        postgres_peers,
        postgres_rates,
        postgres_relay,
        postgres_stores,
        postgres_vectors,
    )
else:
    # Commands of keys, and those that ask a running server, open no vectors; Chroma is half of what they would load.
    chroma = lazy("qa.adapters.chroma")
    # An extra: only a store in PostgreSQL needs its driver.
    postgres_database, postgres_library = lazy("qa.adapters.postgres_database"), lazy("qa.adapters.postgres_library")
    postgres_stores, postgres_vectors = lazy("qa.adapters.postgres_stores"), lazy("qa.adapters.postgres_vectors")
    postgres_rates, postgres_feedback = lazy("qa.adapters.postgres_rates"), lazy("qa.adapters.postgres_feedback")
    postgres_peers, postgres_relay = lazy("qa.adapters.postgres_peers"), lazy("qa.adapters.postgres_relay")

KEYS = "keys.db"
Together = Callable[[], AbstractContextManager[object]]


class OpenIndex(VectorIndex, Protocol):
    """A `VectorIndex` that whoever opened it closes."""

    def close(self) -> None: ...


class VectorPlace(Protocol):
    """Where the generations of an index are kept."""

    def open(self, generation: str, embedder: str) -> OpenIndex: ...

    def clean(self, generation: str) -> None:
        """Delete what a reindex that was broken off has left beside the generation that is searched."""
        ...

    def retain(self, generation: str, embedder: str) -> None:
        """Delete all generations but one."""
        ...


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is kept."""

    library: SqlLibrary
    keys: SqlKeys
    answers: SqlAnswers
    jobs: SqlJobs
    vectors: VectorPlace
    rates: RateLimiter
    feedback: FeedbackStore
    peers: Peers
    relay: EventRelay | None
    together: Together
    """Commits what is done in it to articles and vectors as one, where they are in one database."""


@contextmanager
def open_stores(settings: Settings) -> Iterator[Stores]:
    """Open the stores that the settings name.

    Raises:
        StoreDamagedError, StoreVersionError: a store cannot be opened by this version.
        StoreDeniedError: the database cannot be reached, or not be used as it is.
        SettingsError: its URL cannot be read, or its driver is not installed.
    """
    with ExitStack() as stack:
        yield _in_database(settings, stack) if settings.store.get_secret_value() else _in_folder(settings, stack)


def _in_database(settings: Settings, stack: ExitStack) -> Stores:
    pool = stack.enter_context(_pool(settings))
    # What is said in the data folder, such as of an ingest, is said there still.
    make_folder(settings.data)
    vectors = _TableVectors(pool)
    library = postgres_library.open_postgres_library(pool)
    return Stores(
        library,
        postgres_stores.postgres_keys(pool),
        postgres_stores.postgres_answers(pool, _kept(settings)),
        postgres_stores.postgres_jobs(pool),
        vectors,
        postgres_rates.PostgresRates(pool),
        postgres_feedback.PostgresFeedback(pool, settings.max_feedback),
        stack.enter_context(closing(postgres_peers.PostgresPeers(pool))),
        stack.enter_context(closing(postgres_relay.PostgresRelay(pool))),
        library.together,
    )


def _in_folder(settings: Settings, stack: ExitStack) -> Stores:
    return Stores(
        stack.enter_context(closing(SqliteLibrary(settings.data / "library.db"))),
        stack.enter_context(closing(SqliteKeys(settings.data / KEYS))),
        stack.enter_context(closing(SqliteAnswers(settings.data / "answers.db", _kept(settings)))),
        stack.enter_context(closing(SqliteJobs(settings.data / "jobs.db"))),
        _FolderVectors(settings),
        MemoryRates(),
        FeedbackFile(settings.data / "feedback.jsonl", settings.max_feedback),
        ALONE,
        None,
        nullcontext,
    )


@contextmanager
def open_library(settings: Settings) -> Iterator[SqlLibrary]:
    """Open the articles alone; raises as `open_stores` does."""
    if settings.store.get_secret_value():
        with _pool(settings) as pool:
            yield postgres_library.open_postgres_library(pool)
    else:
        with closing(SqliteLibrary(settings.data / "library.db")) as library:
            yield library


@contextmanager
def open_keys(settings: Settings) -> Iterator[SqlKeys]:
    """Open the keys alone, which other processes may use meanwhile; raises as `open_stores` does."""
    if settings.store.get_secret_value():
        with _pool(settings) as pool:
            yield postgres_stores.postgres_keys(pool)
    else:
        with closing(SqliteKeys(settings.data / KEYS)) as keys:
            yield keys


@contextmanager
def _pool(settings: Settings) -> Iterator["postgres_database.PostgresPool"]:
    if find_spec("psycopg") is None or find_spec("psycopg_pool") is None:
        raise SettingsError("a store in PostgreSQL needs its driver: `pip install 'dateline[postgres]'`")
    with closing(postgres_database.PostgresPool(settings.store.get_secret_value())) as pool:
        yield pool


def _kept(settings: Settings) -> KeptLimits:
    return KeptLimits(settings.answers.kept, timedelta(days=settings.answers.days))


class _FolderVectors:
    """A folder for each generation; one process has them all."""

    def __init__(self, settings: Settings) -> None:
        self._data = settings.data

    def open(self, generation: str, embedder: str) -> OpenIndex:
        index: OpenIndex = chroma.ChromaIndex(vectors_folder(self._data, generation), embedder)
        return index

    def clean(self, generation: str) -> None:
        delete_other_vectors(self._data, generation)

    def retain(self, generation: str, embedder: str) -> None:  # noqa: ARG002 a folder is named by its generation alone
        delete_other_vectors(self._data, generation)


class _TableVectors:
    """A table for each generation; another process may be making one."""

    def __init__(self, pool: "postgres_database.PostgresPool") -> None:
        self._pool = pool
        # What is missing is said before anything is made.
        self.open("", "")

    def open(self, generation: str, embedder: str) -> OpenIndex:
        index: OpenIndex = self._at(generation, embedder)
        return index

    def clean(self, generation: str) -> None:
        """Leave it to the reindex that comes next, since one may be under way."""

    def retain(self, generation: str, embedder: str) -> None:
        self._at(generation, embedder).delete_others()

    def _at(self, generation: str, embedder: str) -> "postgres_vectors.PgvectorIndex":
        return postgres_vectors.PgvectorIndex(self._pool, embedder, generation)
