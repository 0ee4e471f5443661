"""A kept answer tells how it stands by the articles as they are now, and shows nothing of one that was taken back."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.api.exports import FORMATS
from qa.api.schemas.answers import AnswerBody
from qa.domain.answer import KeptAnswer
from qa.services import Services
from qa.text.sentences import sentences
from tests import showing
from tests.driving import in_memory
from tests.fakes import MemoryAnswers
from tests.keyed_server import SITE, keyed_server
from tests.serving import local

EDITS = int(os.environ.get("DATELINE_EDITS", "40"))  # noqa: TID251 no setting of Dateline: it is about this test alone
"""Random edits of cited articles; `DATELINE_EDITS=500` is the field's acceptance test."""
TOPICS = ("bridge", "ferry", "school", "tower")
SENTENCES = (
    "The {0} was opened by the mayor in May.",
    "The repair of the {0} costs {1} crowns.",
    "Nobody at the {0} was hurt.",
    "The {0} stands at the old market.",
)
QUESTIONS = ("What does the repair of the {0} cost?", "Who opened the {0}?")


@pytest.fixture
def services() -> Iterator[Services]:
    with in_memory() as opened:
        yield opened


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with local(create_app(services, answer_pages=True)) as running:
        yield running


def story(topic: str, price: int = 300) -> list[str]:
    return [line.format(topic, price) for line in SENTENCES]


def store(client: TestClient, topic: str, lines: list[str]) -> None:
    body = {
        "title": topic.title(),
        "publisher": "Post",
        "url": f"https://post.example/{topic}",
        "text": " ".join(lines),
    }
    assert client.put(f"/v1/articles/{topic}", json=body).status_code in {200, 201}


def ask(client: TestClient, question: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/v1/answers", json={"question": question}).json()
    assert answer["mode"] == "extractive", answer
    return answer


def shown(client: TestClient, answer: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"/v1/answers/{answer['id']}").json()
    return body


def affected(client: TestClient, topic: str, limit: int = 100) -> list[str]:
    """The ids on all pages, in their order."""
    names, parameters = [], {"affected_by": topic, "limit": str(limit)}
    while True:
        page = client.get("/v1/answers", params=parameters).json()
        names += [each["id"] for each in page["data"]]
        if not page["next_cursor"]:
            return names
        parameters["cursor"] = page["next_cursor"]


def test_an_answer_is_current_as_it_is_given_and_as_long_as_its_articles_stay(client: TestClient) -> None:
    store(client, "bridge", story("bridge"))
    answer = ask(client, "What does the repair of the bridge cost?")

    assert answer["standing"] == "current"
    assert {(each["standing"], each["now"]) for each in answer["citations"]} == {("current", None)}
    assert shown(client, answer) == answer


def test_a_quote_that_only_moved_is_anchored_again_to_the_letter(client: TestClient) -> None:
    store(client, "bridge", story("bridge"))
    answer = ask(client, "What does the repair of the bridge cost?")
    store(client, "bridge", ["The river is high.", *story("bridge"), "The council meets today."])

    body, article = shown(client, answer), client.get("/v1/articles/bridge").json()
    (citation,) = body["citations"]
    span, raw_span = citation["now"]["span"], citation["now"]["raw_span"]

    assert (body["standing"], citation["standing"]) == ("current", "moved")
    assert citation["now"]["version"] == article["version"] != citation["version"]
    assert article["clean"][span["start"] : span["end"]] == citation["now"]["quote"] == citation["quote"]
    assert article["raw"][raw_span["start"] : raw_span["end"]] == citation["quote"]


def test_a_quote_whose_words_changed_tells_what_stands_in_its_place_and_page_and_markdown_say_so(
    client: TestClient,
) -> None:
    store(client, "bridge", story("bridge"))
    answer = ask(client, "What does the repair of the bridge cost?")
    store(client, "bridge", story("bridge", 900))

    body = shown(client, answer)
    (citation,) = body["citations"]
    page = client.get(f"/a/{answer['id']}").text
    markdown = client.get(f"/v1/answers/{answer['id']}", headers={"Accept": "text/markdown"}).text

    assert (body["standing"], citation["standing"]) == ("corrected", "changed")
    assert citation["quote"] == "The repair of the bridge costs 300 crowns."
    assert citation["now"]["quote"] == "The repair of the bridge costs 900 crowns."
    for text in (page, markdown):
        assert "An article that this answer cites has changed since." in text
        assert "Now it says:" in text
        assert "The repair of the bridge costs 900 crowns." in text


def test_nothing_is_named_in_place_of_a_quote_that_no_sentence_is_like(client: TestClient) -> None:
    store(client, "bridge", story("bridge"))
    answer = ask(client, "What does the repair of the bridge cost?")
    store(client, "bridge", ["The council meets today."])

    assert shown(client, answer)["citations"][0] | {"now": None} == answer["citations"][0] | {"standing": "changed"}
    assert shown(client, answer)["citations"][0]["now"] is None


def test_a_quote_does_not_stand_where_it_would_cut_a_word(client: TestClient) -> None:
    store(client, "bridge", ["300 crowns", "is what it costs."])
    answer = ask(client, "What does it cost in crowns?")
    quote = answer["citations"][0]["quote"]
    client.put("/v1/articles/bridge", json={"text": f"1{quote}"})

    assert shown(client, answer)["citations"][0]["standing"] == "changed"


def test_of_a_removed_article_no_word_is_shown_wherever_the_answer_is_read(client: TestClient) -> None:
    store(client, "bridge", story("bridge"))
    store(client, "ferry", story("ferry"))
    bridge, ferry = (ask(client, f"What does the repair of the {topic} cost?") for topic in ("bridge", "ferry"))
    assert client.delete("/v1/articles/bridge").status_code == 204

    body = shown(client, bridge)
    assert (body["standing"], body["statements"], body["text"], body["verdict"]) == ("withdrawn", [], "", None)
    assert [(each["standing"], each["quote"], each["deep_link"]) for each in body["citations"]] == [
        ("withdrawn", "", None)
    ]
    kinds = ["application/json", "text/html", *(each.media_type for each in FORMATS.values())]
    texts = [client.get(f"/v1/answers/{bridge['id']}", headers={"Accept": kind}).text for kind in kinds]
    for text in (*texts, client.get(f"/a/{bridge['id']}").text):
        assert "300 crowns" not in text
        assert "crowns" not in text
    assert "was taken back" in client.get(f"/a/{bridge['id']}").text
    assert client.get(f"/v1/answers/{bridge['id']}/events").status_code == 410
    assert shown(client, ferry) == ferry


def test_an_answer_of_two_sources_keeps_what_the_other_said(client: TestClient) -> None:
    store(client, "bridge", story("bridge"))
    store(client, "ferry", story("ferry", 500))
    question = "What does the repair of the bridge cost? What does the repair of the ferry cost?"
    answer = ask(client, question)
    client.delete("/v1/articles/bridge")

    body = shown(client, answer)
    left = {each["id"]: each for each in body["statements"]}
    assert 0 < len(left) < len(answer["statements"])
    assert body["text"] == " ".join(f"{each['text']} [{each['citations'][0][4:]}]" for each in left.values())
    for each in left.values():
        assert "ferry" in each["text"] == body["text"][each["start"] : each["end"]]
    assert {name for part in body["parts"] for name in part["statements"]} == {*left}
    assert [source["title"] for source in body["sources"]] == [None, "Ferry"]


@pytest.mark.parametrize(
    "made",
    [
        showing.ruled("no"),
        showing.differing("update"),
        showing.superseded(),
        showing.several(),
        showing.overview(),
        showing.refused(["British"]),
        showing.refused(premise=showing.PREMISE),
    ],
)
def test_nothing_that_an_answer_can_have_tells_of_articles_that_are_gone(
    services: Services, client: TestClient, made: AnswerBody
) -> None:
    with_payload = showing.with_payload(made, "Zarkov")
    kept = KeptAnswer(made.id, made.created_at, ("story-1",), with_payload.model_dump_json())
    services.answers.add(kept)

    body = shown(client, {"id": made.id})

    assert body["standing"] == "withdrawn"
    assert set(told(body)) <= OWN_WORDS
    assert client.get(f"/a/{made.id}").status_code == 200


OWN_WORDS = {".question", ".parts.question", ".sources.publisher", ".abstention.missing"}
"""What is the asker's own, and the outlet's name."""


def told(value: object, path: str = "") -> Iterator[str]:
    """Where the payload stands; a refusal's text is ours."""
    if isinstance(value, dict):
        for name, each in value.items():
            if not (name == "text" and value.get("abstention")):
                yield from told(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from told(each, path)
    elif isinstance(value, str) and "Zarkov" in value:
        yield path


def test_an_article_that_comes_back_as_it_was_makes_its_answers_current_again(client: TestClient) -> None:
    store(client, "bridge", story("bridge"))
    answer = ask(client, "What does the repair of the bridge cost?")
    client.delete("/v1/articles/bridge")
    store(client, "bridge", story("bridge"))

    assert shown(client, answer) == answer


def test_to_erase_an_article_deletes_its_versions_and_the_answers_that_quote_it(
    services: Services, client: TestClient
) -> None:
    store(client, "bridge", story("bridge"))
    store(client, "ferry", story("ferry"))
    bridge, ferry = (ask(client, f"What does the repair of the {topic} cost?") for topic in ("bridge", "ferry"))
    store(client, "bridge", story("bridge", 900))

    assert client.delete("/v1/articles/bridge", params={"erase": "true"}).status_code == 204

    assert client.get(f"/v1/answers/{bridge['id']}").status_code == 404
    assert services.answers.find(bridge["id"]) is None
    version = bridge["citations"][0]["version"]
    assert client.get("/v1/articles/bridge", params={"version": version}).status_code == 404
    assert shown(client, ferry) == ferry


class LateAnswers(MemoryAnswers):
    """A store in which an answer arrives just when its article has been erased."""

    services: Services | None = None

    def add(self, answer: KeptAnswer) -> None:
        if self.services is not None:
            services, self.services = self.services, None
            services.articles.remove(["bridge"], erase=True)
        MemoryAnswers.add(self, answer)


def test_an_answer_that_is_finished_while_its_article_is_erased_is_kept_without_its_words(services: Services) -> None:
    late = LateAnswers()
    racing = replace(services, adapters=replace(services.adapters, answers=late))
    with local(create_app(racing)) as client:
        store(client, "bridge", story("bridge"))
        late.services = racing
        answer = ask(client, "What does the repair of the bridge cost?")

    document = late.find(answer["id"])
    assert document is not None
    assert AnswerBody.model_validate_json(document).standing == "withdrawn"
    assert "crowns" not in document


def test_answers_are_listed_by_the_article_that_they_quote_and_that_changed_page_by_page(client: TestClient) -> None:
    store(client, "bridge", story("bridge"))
    store(client, "ferry", story("ferry"))
    ask(client, "What does the repair of the ferry cost?")
    answers = [ask(client, f"What does the repair of the {topic} cost?") for topic in ("bridge", "ferry", "bridge")]
    answers += [ask(client, f"Who opened the {topic}?") for topic in ("bridge", "ferry", "bridge")]
    price = story("bridge")[1]
    prices = [it["id"] for it in reversed(answers) if any(each["quote"] == price for each in it["citations"])]
    citing = [it["id"] for it in reversed(answers) if any(each["article_id"] == "bridge" for each in it["citations"])]
    assert 0 < len(prices) <= len(citing) < len(answers)
    assert affected(client, "bridge") == []

    store(client, "bridge", story("bridge", 900))
    assert affected(client, "bridge", limit=2) == affected(client, "bridge") == prices
    (*_, last) = client.get("/v1/answers", params={"affected_by": "bridge"}).json()["data"]
    assert (last["question"], last["standing"]) == ("What does the repair of the bridge cost?", "corrected")
    assert last["citations"] == [{"id": "cit_1", "standing": "changed"}]

    client.delete("/v1/articles/bridge")
    assert affected(client, "bridge", limit=3) == citing
    assert affected(client, "ferry") == affected(client, "' OR 1 --") == []


def test_an_answer_of_another_release_is_counted_and_the_rest_is_listed(services: Services, client: TestClient) -> None:
    store(client, "bridge", story("bridge"))
    answer = ask(client, "What does the repair of the bridge cost?")
    document = json.dumps(answer | {"unheard_of": 1})
    services.answers.add(KeptAnswer("ans_newer", AnswerBody(**answer).created_at, ("bridge",), document))
    store(client, "bridge", story("bridge", 900))

    page = client.get("/v1/answers", params={"affected_by": "bridge"}).json()

    assert ([each["id"] for each in page["data"]], page["unreadable"]) == ([answer["id"]], 1)


@pytest.mark.parametrize("cursor", ["x", "MQ", "bm9uZSB4", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkgeA=="])
def test_a_cursor_that_no_page_gave_is_refused(client: TestClient, cursor: str) -> None:
    response = client.get("/v1/answers", params={"affected_by": "a", "cursor": cursor})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_cursor")


def test_only_a_secret_key_lists_answers(seeded: Services) -> None:
    with keyed_server(seeded) as server:
        (_, public), (_, secret) = server.key(SITE), server.key()
        refused = server.call("GET", "/v1/answers?affected_by=a", public, {"Origin": SITE})
        listed = server.call("GET", "/v1/answers?affected_by=a", secret)

    assert (refused.status_code, listed.status_code) == (403, 200)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a topic and what becomes of its article: sentences go, come, change places, or change a word, or all goes."""
    topic = draw(st.sampled_from(TOPICS))
    lines = draw(st.permutations(story(topic)))[: draw(st.integers(0, len(SENTENCES)))]
    lines = [
        draw(st.sampled_from([line, line, f"{line[:-1]}, it is said.", re.sub("[aeo]", "i", line)])) for line in lines
    ]
    extra = draw(
        st.lists(st.sampled_from(["It rained.", "The council met on Friday.", "\n\nMore follows."]), max_size=3)
    )
    at = draw(st.integers(0, len(lines)))
    return topic, [*lines[:at], *extra, *lines[at:]]


@settings(max_examples=EDITS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edit=edits())
@pytest.mark.no_cover  # many times the same
def test_after_random_edits_just_the_answers_are_listed_whose_quotes_are_gone_and_the_others_are_anchored_anew(
    edited: tuple[TestClient, list[dict[str, Any]]], edit: tuple[str, list[str]]
) -> None:
    client, answers = edited
    topic, lines = edit
    for each in TOPICS:
        store(client, each, story(each))
    client.delete(f"/v1/articles/{topic}") if not lines else store(client, topic, lines)

    article = client.get(f"/v1/articles/{topic}").json()
    clean = article.get("clean", "")
    whole = {clean[span.start : span.end] for span in sentences(clean)}
    citing = [answer for answer in answers if any(each["article_id"] == topic for each in answer["citations"])]
    gone = [
        it
        for it in citing
        if any(each["article_id"] == topic and each["quote"] not in whole for each in it["citations"])
    ]

    assert set(affected(client, topic, limit=3)) == {answer["id"] for answer in gone}
    for other in TOPICS:
        assert other == topic or affected(client, other) == []
    for answer in answers:
        body = shown(client, answer)
        assert body["standing"] == ("current" if answer not in gone else "corrected" if lines else "withdrawn")
        for now, given_then in zip(body["citations"], answer["citations"], strict=True):
            if now["standing"] == "moved":
                span = now["now"]["span"]
                assert clean[span["start"] : span["end"]] == given_then["quote"]


@pytest.fixture
def edited(client: TestClient) -> tuple[TestClient, list[dict[str, Any]]]:
    for topic in TOPICS:
        store(client, topic, story(topic))
    return client, [ask(client, question.format(topic)) for topic in TOPICS for question in QUESTIONS]
