"""Every version of an article stays readable by citation, over HTTP, as a page and on the command line."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from qa.__main__ import main
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services
from tests.driving import in_memory
from tests.keyed_server import SITE, keyed_server
from tests.serving import client_of

PATH = "/v1/articles/city%2Fbridge"
FIRST = {"title": "Bridge", "text": "The repair of the bridge costs 300 crowns, the council said."}
SECOND = {"title": "Bridge", "text": "The repair of the bridge costs 900 crowns, the council said."}


@pytest.fixture
def services() -> Iterator[Services]:
    with in_memory() as opened:
        yield opened


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with client_of(services) as running:
        yield running


def stored(client: TestClient, *bodies: dict[str, str]) -> list[str]:
    """Store versions one after the other, and return their names."""
    return [client.put(PATH, json=body).json()["version"] for body in bodies]


def test_a_replaced_version_is_read_by_its_name_and_tells_the_current_one(client: TestClient) -> None:
    first, second = stored(client, FIRST, SECOND)

    older, current = client.get(PATH, params={"version": first}).json(), client.get(PATH).json()

    assert ("300" in older["clean"], older["version"], older["current_version"]) == (True, first, second)
    assert ("900" in current["clean"], current["version"], current["current_version"]) == (True, second, second)
    assert client.get(PATH, params={"version": second}).json() == current


@pytest.mark.parametrize("version", ["", "0" * 64, "' OR 1 --", "\x00", "../x"])
def test_a_version_that_never_was_is_not_found_and_the_message_says_where_to_look(
    client: TestClient, version: str
) -> None:
    stored(client, FIRST)

    response = client.get(PATH, params={"version": version})

    assert (response.status_code, response.json()["code"]) == (404, "unknown_article")
    assert "qa articles history" in response.json()["detail"]
    assert client.get("/articles/city%2Fbridge", params={"version": version}).status_code == 404


def test_the_version_of_another_article_is_none_of_this_one(client: TestClient) -> None:
    stored(client, FIRST)
    other = client.put("/v1/articles/other", json=SECOND).json()["version"]

    assert client.get(PATH, params={"version": other}).status_code == 404


def test_a_removed_article_has_no_versions_any_more(client: TestClient) -> None:
    first, _ = stored(client, FIRST, SECOND)
    client.delete(PATH)

    assert client.get(PATH, params={"version": first}).status_code == 404
    assert client.get("/articles/city%2Fbridge", params={"version": first}).status_code == 404


def test_the_page_of_an_older_version_says_that_there_is_a_newer_one(client: TestClient) -> None:
    first, _ = stored(client, FIRST, SECOND)

    older = client.get("/articles/city%2Fbridge", params={"version": first}).text
    current = client.get("/articles/city%2Fbridge").text

    assert "costs 300 crowns" in older
    assert "This is an older version" in older
    assert '<a href="/articles/city%2Fbridge">Read the current one</a>' in older
    assert "costs 900 crowns" in current
    assert "older version" not in current


def test_a_key_for_sites_reads_no_version_of_an_article_that_no_answer_has_shown(seeded: Services) -> None:
    with keyed_server(seeded) as server:
        _, secret = server.key(SITE)
        name = seeded.library.articles(limit=1)[0]
        path = f"/v1/articles/{name.id}?version={name.version}"
        refused = server.call("GET", path, secret, {"Origin": SITE})

    assert (refused.status_code, refused.json()["code"]) == (403, "key_may_only_ask")


def qa(settings: Settings, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(["--data", str(settings.data), "articles", *arguments])
    out, err = capsys.readouterr()
    assert not left.value.code, err
    return out


def test_the_command_line_lists_versions_and_shows_one(seeds: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with open_services(seeds) as services, client_of(services) as client:
        first, second = stored(client, FIRST, SECOND)

    listed = qa(seeds, capsys, "history", "city/bridge").splitlines()
    assert [line.split()[0] for line in listed] == [first, second]
    assert [line.endswith(", current") for line in listed] == [False, True]
    versions = json.loads(qa(seeds, capsys, "history", "city/bridge", "--json"))["versions"]
    assert [(each["version"], each["current"]) for each in versions] == [(first, False), (second, True)]
    shown = qa(seeds, capsys, "show", "city/bridge", "--version", first)
    assert "costs 300 crowns" in shown
    assert "An older version" in shown
    assert "older version" not in qa(seeds, capsys, "show", "city/bridge")
