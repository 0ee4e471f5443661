"""Processes on one PostgreSQL take turns, have one that leads, and hear of each other; what one holds goes with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from queue import Queue

import pytest

from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_peers import PostgresPeers
from qa.errors import StoreBusyError
from qa.peers import ALONE
from qa.ports import Peers

Two = tuple[PostgresPeers, PostgresPeers]
_HOLDER = """
import sys
from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_peers import PostgresPeers
peers = PostgresPeers(PostgresPool(sys.argv[1]))
with peers.turn(30):
    print(peers.leads(), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def two(database_url: str) -> Iterator[Two]:
    with ExitStack() as stack:
        pools = [stack.enter_context(closing(PostgresPool(database_url))) for _ in range(2)]
        one, other = (stack.enter_context(closing(PostgresPeers(pool))) for pool in pools)
        yield one, other


@pytest.fixture(params=["alone", "postgres"])
def peers(request: pytest.FixtureRequest) -> Peers:
    if request.param == "alone":
        return ALONE
    one: PostgresPeers = request.getfixturevalue("two")[0]
    return one


def test_a_process_by_itself_has_every_turn_and_leads(peers: Peers) -> None:
    with peers.listening(lambda *_: None):
        for _ in range(2):
            with peers.turn(1):
                peers.tell("forget", "city/bridge")
            assert peers.leads()


def test_one_changes_the_articles_at_a_time_and_the_other_waits_for_so_long(two: Two) -> None:
    one, other = two

    def take() -> bool:
        with other.turn(30):
            return True

    with ThreadPoolExecutor(1) as threads:
        with one.turn(1):
            with pytest.raises(StoreBusyError, match="another process"), other.turn(0.1):
                pytest.fail("both have the turn")
            waiting = threads.submit(take)
        assert waiting.result(30)


def test_what_one_tells_the_others_hear_and_it_does_not(two: Two) -> None:
    one, other = two
    heard: Queue[tuple[str, str, str]] = Queue()
    with (
        one.listening(lambda subject, text: heard.put(("one", subject, text))),
        other.listening(lambda subject, text: heard.put(("other", subject, text))),
    ):
        one.tell("forget", "é")
        other.tell("cancel", "ans_1")
        told = {heard.get(timeout=30), heard.get(timeout=30)}

    assert told == {("other", "forget", "é"), ("one", "cancel", "ans_1")}
    assert heard.empty()


def test_a_process_that_is_killed_keeps_nobody_waiting(two: Two, database_url: str) -> None:
    one, other = two
    command = [sys.executable, "-c", _HOLDER, database_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        assert not one.leads()
        os.kill(process.pid, signal.SIGKILL)
    with one.turn(30):
        assert [one.leads(), other.leads()] == [True, False]
