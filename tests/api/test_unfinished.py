"""A change whose vectors could not be written is told, and the next change writes them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.services import Services
from qa.settings import Settings
from qa.wiring import build_services
from tests.driving import COMMAND_LINE, in_memory
from tests.fakes import FailingIndex, ReportingIndex
from tests.serving import local

BRIDGE, FERRY = "/v1/articles/bridge", "/v1/articles/ferry"
STORY = {"text": "The Lask bridge in Northport reopened on Monday."}


@dataclass(frozen=True, slots=True)
class FullDisk:
    """A service whose disk takes as many vectors as `index.writes` says."""

    client: TestClient
    services: Services
    index: FailingIndex

    def ready(self) -> tuple[int, str]:
        response = self.client.get("/readyz")
        return response.status_code, response.json().get("code", "")


@pytest.fixture
def full() -> Iterator[FullDisk]:
    index = FailingIndex(writes=1)
    with in_memory() as memory:
        services = build_services(Settings(), replace(memory.adapters, index=index), COMMAND_LINE)
        with local(create_app(services), raise_errors=False) as client:
            yield FullDisk(client, services, index)


def test_the_same_article_again_is_unchanged_only_once_it_has_its_vectors(full: FullDisk) -> None:
    assert full.client.put(FERRY, json={"text": "A ferry sank."}).status_code == 201
    assert full.ready() == (200, "")

    assert [full.client.put(BRIDGE, json=STORY).status_code for _ in range(2)] == [507, 507]
    assert full.ready() == (503, "vectors_behind")

    full.index.writes = 1
    again = full.client.put(BRIDGE, json=STORY)

    assert (again.status_code, again.json()["change"]) == (200, "unchanged")
    assert full.index.ids() == full.services.library.chunk_ids()
    assert full.ready() == (200, "")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_any_later_change_begins_with_what_is_left(full: FullDisk, method: str) -> None:
    full.client.put(FERRY, json={"text": "A ferry sank."})
    assert full.client.put(BRIDGE, json=STORY).status_code == 507

    full.index.writes = 2
    body = {"text": "Another ferry sank."} if method == "PUT" else None
    assert full.client.request(method, FERRY, json=body).status_code in {200, 204}

    assert full.index.ids() == full.services.library.chunk_ids()
    assert full.ready() == (200, "")


def test_a_change_under_way_is_no_fault(full: FullDisk) -> None:
    seen: list[int] = []
    index = ReportingIndex(writing=lambda: seen.append(client.get("/readyz").status_code))
    services = build_services(Settings(), replace(full.services.adapters, index=index), COMMAND_LINE)
    with local(create_app(services)) as client:
        client.put(FERRY, json={"text": "A ferry sank."})

    assert seen == [200]
