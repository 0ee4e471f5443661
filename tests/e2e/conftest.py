"""Fixtures of the widget's tests: Chromium, servers with articles, and relays before them that can cut and refuse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.scripted.replies import Say
from tests.browser import chromium, relayed
from tests.chat import WRITTEN, Site, written
from tests.reading import ARTICLES, HOSTILE, stocked
from tests.serving import Served, served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Quoted answers: no language model is set."""
    with stocked(tmp_path_factory.mktemp("news"), [*ARTICLES, *HOSTILE]) as services, served(services) as running:
        yield running


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with written(tmp_path_factory, Say(WRITTEN)) as running:
        yield running


@pytest.fixture
def quoting(news: Served) -> Iterator[Site]:
    with relayed(news.port) as site:
        yield site


@pytest.fixture
def writing_site(writer: Served) -> Iterator[Site]:
    with relayed(writer.port) as site:
        yield site
