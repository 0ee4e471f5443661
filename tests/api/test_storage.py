"""A server whose disk is full or whose files are damaged says so without names of files, and closes all it opened."""

import logging
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

import pytest

from qa.api.app import create_app
from qa.domain.answer import Prompt
from qa.errors import StoreBusyError, StoreDamagedError, StoreError, StoreFullError, StoreUnavailableError
from qa.services import Services
from qa.settings import Settings
from qa.wiring import build_services
from tests.driving import COMMAND_LINE, gate, in_memory
from tests.fakes import FailingIndex, FakeLanguageModel, MemoryDisclosures, MemoryFeedback
from tests.serving import local

QUESTION = "How many US troops are in Iraq?"


class BrokenFeedback(MemoryFeedback):
    """A store that cannot be written."""

    def __init__(self, error: StoreError) -> None:
        super().__init__()
        self._error = error

    def add(self, name: str, document: str) -> bool:
        raise self._error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (StoreBusyError("/srv/secret.db is held"), 503, "busy"),
        (StoreFullError("the disk of /srv/secret is full"), 507, "disk_full"),
        (StoreDamagedError("/srv/secret.db is damaged"), 500, "storage"),
        (StoreUnavailableError("http://secret.example:8000 does not answer"), 503, "storage_unavailable"),
    ],
)
def test_only_the_log_names_the_file_that_cannot_be_used(
    seeded: Services, error: StoreError, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(seeded, adapters=replace(seeded.adapters, feedback=BrokenFeedback(error)))
    with local(create_app(broken)) as client, caplog.at_level(logging.ERROR):
        answer = client.post("/v1/answers", json={"question": QUESTION}).json()
        response = client.post("/v1/feedback", json={"answer_id": answer["id"], "rating": "up"})

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert "secret" not in response.text
    assert str(error) in caplog.text


def test_feedback_that_a_folder_is_in_the_way_of_is_refused_and_answers_go_on(
    own_seeds: Services, seeds: Settings
) -> None:
    (seeds.data / "feedback.jsonl").mkdir()
    with local(create_app(own_seeds)) as client:
        answer = client.post("/v1/answers", json={"question": QUESTION}).json()
        refused = client.post("/v1/feedback", json={"answer_id": answer["id"], "rating": "up"})

        assert (refused.status_code, refused.json()["code"]) == (500, "storage")
        assert client.post("/v1/answers", json={"question": QUESTION}).status_code == 200


def test_an_answer_stands_where_the_disk_is_too_full_to_remember_it(
    seeded: Services, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(MemoryDisclosures):
        def disclose(self, article_ids: Iterable[str]) -> None:
            raise StoreFullError("full")

    full = replace(seeded, gate=gate(disclosures=Full()))
    with local(create_app(full)) as client, caplog.at_level(logging.WARNING):
        assert client.post("/v1/answers", json={"question": QUESTION}).json()["status"] == "completed"
    assert "are not remembered: full" in caplog.text


def test_keys_that_are_damaged_under_a_running_server_open_nothing(own_seeds: Services, seeds: Settings) -> None:
    with closing(sqlite3.connect(seeds.data / "keys.db")) as other:
        other.execute("DROP TABLE keys")
        other.commit()
    with local(create_app(own_seeds), raise_errors=False) as client:
        refused = client.post("/v1/answers", json={"question": QUESTION})

    assert (refused.status_code, refused.json()["code"]) == (500, "storage")


def test_an_article_that_a_full_disk_has_no_room_for_is_refused() -> None:
    with in_memory() as services:
        full = build_services(Settings(), replace(services.adapters, index=FailingIndex()), COMMAND_LINE)
        with local(create_app(full)) as client:
            refused = client.put("/v1/articles/story", json={"text": "The ministry will close the northern bridge."})

    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")


class ClosingModel(FakeLanguageModel):
    """Notes in `asked` that its connections were closed, which goes wrong itself."""

    async def aclose(self) -> None:
        self.asked.append(Prompt("closed", "", ""))
        raise ConnectionError("gone already")


def test_what_the_server_opened_is_closed_also_where_closing_one_fails() -> None:
    writer, verifier = ClosingModel(()), ClosingModel(())
    with in_memory() as services:
        adapters = replace(services.adapters, language_model=writer, verifier_model=verifier)
        with (
            pytest.raises(ConnectionError, match="gone already"),
            local(create_app(build_services(Settings(), adapters, COMMAND_LINE))),
        ):
            pass

    assert writer.asked
    assert len(verifier.asked) == 2
