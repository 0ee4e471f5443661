"""`qa feeds` keeps feeds, polls them, and tells how they do."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from qa.domain.feed import Feed
from qa.services import Services
from qa.settings import FeedSettings, Settings
from qa.wiring import open_feeds, open_services
from tests.terminal import Run

STORY = "The harbour wall of Port Alder cost 14 million crowns, the council said on Monday."


class Ran(NamedTuple):
    """What `qa feeds` ended with."""

    code: int
    out: str
    err: str


def ran(qa: Run, *arguments: str) -> Ran:
    return Ran(*qa("feeds", *arguments))


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.xml"
    path.write_text(
        f"<rss version='2.0'><channel><item><guid>1</guid><description>{STORY}</description></item></channel></rss>",
        encoding="utf-8",
    )
    return path


def test_a_feed_is_added_polled_listed_and_removed(qa: Run, feed: Path) -> None:
    added = ran(qa, "add", str(feed), "--outlet", "Alder Herald", "--every", "2h")
    name = added.out.strip()
    assert (added.code, re.fullmatch(r"feed_[0-9a-f]{10}", name) is not None) == (0, True)

    first, again = ran(qa, "poll"), ran(qa, "poll", name, "--json")
    assert (first.code, first.out) == (0, f"{name}: 1 added\n")
    assert "1 of 1 items hold a summary only" in first.err
    assert json.loads(again.out) == [
        {
            "feed_id": name,
            "outcome": "unchanged",
            "problem": None,
            "added": 0,
            "replaced": 0,
            "unchanged": 0,
            "withdrawn": 0,
            "held": 0,
            "refused": [],
            "notes": [],
        }
    ]
    assert ran(qa, "poll", "--due").out == ""

    [told] = json.loads(ran(qa, "list", "--json").out)
    assert (told["source"], told["outlet"], told["every_seconds"], told["silent"]) == (
        str(feed),
        "Alder Herald",
        7200,
        False,
    )
    assert "well" in ran(qa, "status").out
    assert "14 million crowns" in qa("ask", "What did the harbour wall cost?")[1]

    assert ran(qa, "remove", name).out == f"{name} removed\n"
    assert "no feeds" in ran(qa, "list").err


def test_a_feed_of_the_network_is_kept_and_says_that_fetching_is_off(qa: Run) -> None:
    added = ran(qa, "add", "https://alder.example/feed.xml")
    polled = ran(qa, "poll")

    assert (added.code, "QA_FEEDS__FETCH=true" in added.err) == (0, True)
    assert (polled.code, "failed: is fetched over the network, which is off" in polled.out) == (1, True)
    assert "failed" in ran(qa, "status").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "https://alder.example/f", "--every", "soon"], "give a number with m, h or d"),
        (["add", "https://alder.example/f", "--every", "0m"], "once a minute"),
        (["add", "missing.xml"], "is no file that is there"),
        (["remove", "feed_0"], "there is no feed"),
        (["poll", "feed_0"], "there is no feed"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], message: str, qa: Run) -> None:
    run = ran(qa, *arguments)

    assert (run.code, message in run.err) == (2, True)


def test_a_silent_feed_is_flagged_and_ends_with_an_exit_code(qa: Run, options: Settings) -> None:
    with open_feeds(options) as register:
        added = datetime.now(UTC) - timedelta(hours=3, seconds=1)
        register.feeds.put(Feed("feed_0123456789", "https://alder.example/f", None, timedelta(hours=1), added))

    status = ran(qa, "status")

    assert (status.code, "silent" in status.out, ran(qa, "list").code) == (1, True, 0)


def test_feeds_are_kept_while_another_process_has_the_folder(qa: Run, services: Services, feed: Path) -> None:
    name = ran(qa, "add", str(feed)).out.strip()

    assert [kept.id for kept in services.feeds.due()] == [name]
    assert ran(qa, "poll").code == 1


def test_fetching_is_a_setting(tmp_path: Path) -> None:
    for fetch in (False, True):
        with open_services(Settings(data=tmp_path / "data", feeds=FeedSettings(fetch=fetch))) as services:
            assert (services.poller.fetcher is not None) == fetch
