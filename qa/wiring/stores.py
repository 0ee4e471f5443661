"""Open what keeps articles, vectors, keys, answers and jobs: a data folder, or a PostgreSQL database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from qa.adapters.data_folder import make_folder
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
from qa.ports import EventRelay, FeedbackStore, Peers, RateLimiter
from qa.settings import Settings
from qa.wiring.vectors import FolderVectors, ServerVectors, TableVectors, VectorPlace

if TYPE_CHECKING:
    from qa.adapters import (
        postgres_database,
        postgres_feedback,
        postgres_library,
        postgres_peers,
        postgres_rates,
        postgres_relay,
        postgres_stores,
    )
else:
    # An extra: only a store in PostgreSQL needs its driver.
    postgres_database, postgres_library = lazy("qa.adapters.postgres_database"), lazy("qa.adapters.postgres_library")
    postgres_stores = lazy("qa.adapters.postgres_stores")
    postgres_rates, postgres_feedback = lazy("qa.adapters.postgres_rates"), lazy("qa.adapters.postgres_feedback")
    postgres_peers, postgres_relay = lazy("qa.adapters.postgres_peers"), lazy("qa.adapters.postgres_relay")

KEYS = "keys.db"
Together = Callable[[], AbstractContextManager[object]]


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
        yield _tables(settings, stack) if settings.store.get_secret_value() else _files(settings, stack)


def _files(settings: Settings, stack: ExitStack) -> Stores:
    library = stack.enter_context(closing(SqliteLibrary(settings.data / "library.db")))
    return Stores(
        library=library,
        keys=stack.enter_context(closing(SqliteKeys(settings.data / KEYS))),
        answers=stack.enter_context(closing(SqliteAnswers(settings.data / "answers.db", _kept(settings)))),
        jobs=stack.enter_context(closing(SqliteJobs(settings.data / "jobs.db"))),
        vectors=ServerVectors(settings, library) if settings.vectors else FolderVectors(settings),
        rates=MemoryRates(),
        feedback=FeedbackFile(settings.data / "feedback.jsonl", settings.max_feedback),
        peers=ALONE,
        relay=None,
        together=nullcontext,
    )


def _tables(settings: Settings, stack: ExitStack) -> Stores:
    pool = stack.enter_context(_pool(settings))
    # What is said in the data folder, such as of an ingest, is said there still.
    make_folder(settings.data)
    library = postgres_library.open_postgres_library(pool)
    return Stores(
        library=library,
        keys=postgres_stores.postgres_keys(pool),
        answers=postgres_stores.postgres_answers(pool, _kept(settings)),
        jobs=postgres_stores.postgres_jobs(pool),
        vectors=ServerVectors(settings, library) if settings.vectors else TableVectors(pool),
        rates=postgres_rates.PostgresRates(pool),
        feedback=postgres_feedback.PostgresFeedback(pool, settings.max_feedback),
        peers=stack.enter_context(closing(postgres_peers.PostgresPeers(pool))),
        relay=stack.enter_context(closing(postgres_relay.PostgresRelay(pool))),
        # What is on a server is in no transaction of this database.
        together=nullcontext if settings.vectors else library.together,
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
