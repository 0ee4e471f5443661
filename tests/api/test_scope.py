"""Every way in over HTTP takes a scope, shows it, keeps it, and shows nothing of what lies outside."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qa.api.schemas.scope import ExcludedBody, ScopeBody, TimeWindowBody
from qa.api.sse import MEDIA_TYPE
from qa.api.wording import scope_line
from tests.dated_articles import QUESTIONS, TOWNS, dated_articles, day, told_of_later
from tests.driving import in_memory
from tests.serving import client_of

_PAIRS = int(os.environ.get("LEAK_PAIRS", "40"))  # noqa: TID251 more of them, by hand

Asked = Mapping[str, object]


class Client:
    """A client; Hypothesis would print a record with all that is in it."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def post(self, path: str, body: Asked, accept: str = "application/json") -> str:
        """The body of what comes, whatever it is."""
        response = self._client.post(path, json=body, headers={"Accept": accept})
        assert response.status_code == 200, response.text
        return response.text

    def status(self, path: str, body: Asked) -> tuple[int, str]:
        """Status and code of a refusal."""
        response = self._client.post(path, json=body)
        return response.status_code, response.json().get("code") or response.json()["error"]["code"]

    def json(self, path: str, body: Asked) -> dict[str, object]:
        response = self._client.post(path, json=body)
        told: dict[str, object] = response.json()
        return told

    def put(self, path: str, body: Asked) -> dict[str, object]:
        stored: dict[str, object] = self._client.put(path, json=body).json()
        self._client.delete(path)
        return stored

    def get(self, path: str) -> str:
        return self._client.get(path).text


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with in_memory() as services:
        services.articles.store(dated_articles(), lambda _: None)
        with client_of(services) as opened:
            yield Client(opened)


def whole(client: Client, question: str, scope: Asked) -> str:
    return client.post("/v1/answers", {"question": question, **scope})


def streamed(client: Client, question: str, scope: Asked) -> str:
    return client.post("/v1/answers", {"question": question, **scope}, MEDIA_TYPE)


def exported(client: Client, question: str, scope: Asked) -> str:
    return client.post("/v1/answers", {"question": question, **scope}, "text/markdown")


def kept(client: Client, question: str, scope: Asked) -> str:
    answer = client.json("/v1/answers", {"question": question, **scope})
    return client.get(f"/v1/answers/{answer['id']}") + client.get(f"/v1/answers/{answer['id']}/events")


def searched(client: Client, question: str, scope: Asked) -> str:
    return client.post("/v1/search", {"query": question, "limit": 50, **scope})


def checked(client: Client, question: str, scope: Asked) -> str:
    return client.post("/v1/checks", {"text": f"{question} Some 7013 boats are moored in Eastham.", **scope})


def chatted(client: Client, question: str, scope: Asked) -> str:
    return client.post("/v1/chat/completions", {"messages": [{"role": "user", "content": question}], **scope})


def responded(client: Client, question: str, scope: Asked) -> str:
    return client.post("/v1/responses", {"input": question, "stream": True, **scope})


WAYS = [whole, streamed, exported, kept, searched, checked, chatted, responded]


@given(
    way=st.sampled_from(WAYS),
    question=st.sampled_from(QUESTIONS),
    town=st.sampled_from(TOWNS),
    as_of=st.integers(-2, 132),
)
@settings(max_examples=_PAIRS)
def test_no_way_in_shows_anything_of_a_later_article(
    client: Client, way: Callable[[Client, str, Asked], str], question: str, town: str, as_of: int
) -> None:
    scope = {"as_of": (day(as_of) + timedelta(hours=1)).isoformat()}

    assert told_of_later(way(client, question.format(town=town), scope), as_of) == []


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_finds_what_lies_within_and_shows_the_scope(
    client: Client, way: Callable[[Client, str, Asked], str]
) -> None:
    scope = {"as_of": "2024-01-14", "since": "2024-01-14", "outlets": ["POST"]}

    told = way(client, "How many ferries are moored in Eastham?", scope)

    assert "7013 ferries" in told
    assert ("2024-01-14T23:59:59.999999Z" in told) or ("as of 14 January 2024" in told)


def test_a_kept_answer_still_has_the_scope_that_it_was_drawn_from(client: Client) -> None:
    answer = client.json("/v1/answers", {"question": "How many ferries are moored in Eastham?", "as_of": "2024-01-14"})

    assert answer["scope"] == {
        "as_of": "2024-01-14T23:59:59.999999Z",
        "since": None,
        "clock": "published",
        "outlets": [],
        "window": None,
        "excluded": {"outlet": 0, "undated": 9, "later": 96, "earlier": 0},
    }
    assert '"later":96' in client.get(f"/v1/answers/{answer['id']}")


def test_a_statement_tells_when_it_was_reported_and_what_its_days_are(client: Client) -> None:
    answer = client.json("/v1/answers", {"question": "Who closed the harbour of Eastham?", "as_of": "2024-01-14"})
    (said, *_) = cast("list[dict[str, object]]", answer["statements"])
    (date,) = cast("list[dict[str, object]]", said["dates"])

    assert said["reported_at"] == "2024-01-14T09:00:00Z"
    assert (date["text"], date["resolves_to"], date["precision"], date["rule"]) == (
        "Monday",
        "2024-01-08",
        "day",
        "weekday",
    )


def test_an_answer_and_readiness_tell_how_fresh_the_articles_are(client: Client) -> None:
    answer = client.json("/v1/answers", {"question": "How many ferries are moored in Eastham?", "as_of": "2024-01-14"})
    freshness = cast("dict[str, str]", answer["freshness"])
    ready = json.loads(client.get("/readyz"))["freshness"]

    assert freshness["newest_source_at"] == "2024-01-14T09:00:00Z"
    assert freshness["oldest_source_at"] <= freshness["newest_source_at"]
    assert ready == {
        "newest_article_at": day(129).isoformat().replace("+00:00", "Z"),
        "library_updated_at": freshness["library_updated_at"],
        "stale_feeds": [],
    }


def test_an_article_that_is_put_has_all_its_dates_with_what_is_known_of_them(client: Client) -> None:
    put = {"text": "The dam holds.", "published_at": "2024-01-26", "updated_at": "2024-01-27T10:00:00+01:00"}

    stored = client.put("/v1/articles/dam", put)

    assert (stored["published_precision"], stored["updated_at"]) == ("day", "2024-01-27T10:00:00+01:00")
    assert stored["first_seen_at"] is not None


def test_without_a_dateline_no_day_is_told(client: Client) -> None:
    answer = client.json("/v1/answers", {"question": "Was the harbour of Millbrook closed by Ada Mark010?"})

    for said in cast("list[dict[str, object]]", answer["statements"]):
        assert (said["dates"] == []) == (said["reported_at"] is None)
    assert any(said["reported_at"] is None for said in cast("list[dict[str, object]]", answer["statements"]))


def test_a_scope_is_told_in_words_with_its_window_and_its_clock() -> None:
    moment = datetime(2024, 1, 26, 9, 30, tzinfo=UTC)
    window = TimeWindowBody(text="last week", since=moment, until=moment + timedelta(days=7))
    of_all: dict[str, object] = {
        "as_of": None,
        "since": None,
        "clock": "published",
        "outlets": [],
        "window": None,
        "excluded": ExcludedBody(),
    }

    told = [
        scope_line(ScopeBody.model_validate({**of_all, **stated}))
        for stated in (
            {"outlets": ["post"], "excluded": ExcludedBody(outlet=1200, later=2)},
            {"as_of": moment, "clock": "known"},
            {"since": moment, "window": window},
            {"as_of": moment, "window": window.model_copy(update={"until": None})},
        )
    ]

    assert told == [
        "Of post · not looked at: 1,200 of other outlets, 2 later",
        "As of 26 January 2024, 09:30 UTC by when they became known here",
        "Since 26 January 2024, 09:30 UTC · “last week” from 26 January 2024, 09:30 UTC to 2 February 2024, 09:30 UTC",
        "As of 26 January 2024, 09:30 UTC · “last week” from 26 January 2024, 09:30 UTC",
    ]


@pytest.mark.parametrize(
    "scope",
    [
        {"as_of": "yesterday"},
        {"as_of": "2024-02-30"},
        {"as_of": "0001-01-01"},
        {"since": "2024-01-02", "as_of": "2024-01-01"},
        {"as_of": "2024", "timezone": "../../etc/passwd"},
        {"as_of": "2024", "timezone": "Mars/Olympus"},
        {"outlets": [" "]},
    ],
)
def test_a_scope_that_is_none_is_refused_on_every_way_in(client: Client, scope: Asked) -> None:
    for path, body in (
        ("/v1/answers", {"question": "Who?"}),
        ("/v1/search", {"query": "Who?"}),
        ("/v1/checks", {"text": "It is."}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "Who?"}]}),
        ("/v1/responses", {"input": "Who?"}),
    ):
        assert client.status(path, {**body, **scope}) == (422, "invalid_scope")
