"""Fixtures of the widget's tests: Chromium, servers with articles, and relays before them that can cut and refuse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.scripted.replies import Say
from qa.services import Services
from tests.browser import chromium, relayed
from tests.chat import WRITTEN, Site, written
from tests.driving import remembering
from tests.reading import ARTICLES, HOSTILE, stocked
from tests.serving import Served, served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The articles that the widget is shown with; tests only read them."""
    with stocked(tmp_path_factory.mktemp("flooded"), ARTICLES) as services:
        yield remembering(services)


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The same with hostile articles among them."""
    with stocked(tmp_path_factory.mktemp("attacked"), [*ARTICLES, *HOSTILE]) as services:
        yield remembering(services)


@pytest.fixture(scope="module")
def news(attacked: Services) -> Iterator[Served]:
    """Quoted answers: no language model is set."""
    with served(attacked) as running:
        yield running


@pytest.fixture(scope="module")
def writer(flooded: Services) -> Iterator[Served]:
    with written(flooded, Say(WRITTEN)) as running:
        yield running


@pytest.fixture
def quoting(news: Served) -> Iterator[Site]:
    with relayed(news.port) as site:
        yield site


@pytest.fixture
def writing_site(writer: Served) -> Iterator[Site]:
    with relayed(writer.port) as site:
        yield site
