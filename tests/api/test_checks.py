"""A text is checked sentence by sentence: what stands in the articles, what differs, and what only a second opinion can tell."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.scripted.model import Message, Reply
from bench.scripted.replies import Fail, Obey, Say, Silence
from qa.answer.checker import MOST_SENTENCES
from qa.api.schemas.checks import CheckBody
from qa.api.sse import MEDIA_TYPE, decode
from qa.domain.article import ArticleId
from qa.services import Services
from tests.serving import client_of
from tests.writing import NO, YES, writing

INVADED = (
    "The United States invaded Iraq and toppled leader Saddam Hussein in 2003, precipitating years of insurgency war and "
    "fighting among Iraq’s ethnic and religious groups."
)
SHORTER = "The United States invaded Iraq and toppled leader Saddam Hussein in 2003."
FREE = "American troops, about 2,500 of them, are stationed in Iraq."
WRONG = "About 3,500 American troops are stationed in Iraq."
NOTHING = "Bananas are rich in potassium and taste sweet."
TEXT = f"{INVADED} {SHORTER}\n\n{FREE} {WRONG} {NOTHING}"


def checked(services: Services, text: str = TEXT) -> CheckBody:
    with client_of(services) as client:
        response = client.post("/v1/checks", json={"text": text})
    assert response.status_code == 200, response.text
    return CheckBody.model_validate_json(response.text)


def verdicts(body: CheckBody) -> list[str]:
    return [sentence.verdict for sentence in body.sentences]


def test_without_a_second_opinion_what_is_freely_worded_stays_unproved(seeded: Services) -> None:
    body = checked(seeded)

    assert verdicts(body) == ["quoted", "compressed", "unproved", "unproved", "not_found"]
    assert (body.verifier, body.degraded) == (None, None)
    assert [TEXT[it.start : it.end] for it in body.sentences] == [INVADED, SHORTER, FREE, WRONG, NOTHING]


def test_quotes_stand_in_their_article_and_differences_in_the_text(seeded: Services) -> None:
    body = checked(seeded)
    wrong = body.sentences[3]

    assert [(it.kind, it.text) for it in wrong.differences] == [("number", "3,500")]
    span = wrong.differences[0].span
    assert TEXT[span.start : span.end] == "3,500"
    assert "2,500" in wrong.quotes[0].quote
    for quote in (quote for sentence in body.sentences for quote in sentence.quotes):
        article = seeded.articles.get(ArticleId(quote.article_id))
        assert article.clean[quote.span.start : quote.span.end] == quote.quote
        assert article.raw[quote.raw_span.start : quote.raw_span.end].split() == quote.quote.split()


def test_a_second_opinion_supports_or_contradicts_and_never_overrules_a_check(seeded: Services) -> None:
    def opinion(messages: Sequence[Message]) -> str:
        return "contradicted" if "3,500" in messages[-1]["content"] else "supported"

    with writing(seeded, Say(""), opinion=Obey(opinion)) as it:
        body = checked(it.services)
        assert len(it.model.opinions) == 2
    with writing(seeded, Say(""), opinion=YES) as it:
        credulous = checked(it.services)
    with writing(seeded, Say(""), opinion=NO) as it:
        doubting = checked(it.services)

    assert verdicts(body)[2:] == ["supported", "contradicted", "not_found"]
    assert verdicts(credulous)[2:] == ["supported", "unproved", "not_found"]
    assert verdicts(doubting)[2:] == ["unproved", "unproved", "not_found"]
    assert body.verifier == "scripted"


@pytest.mark.parametrize("opinion", [Fail(500), Silence(), Say("Well.")])
def test_a_second_opinion_that_cannot_be_had_is_told(seeded: Services, opinion: Reply) -> None:
    with writing(seeded, Say(""), opinion=opinion, patience=0.5) as it:
        body = checked(it.services)

    assert verdicts(body) == ["quoted", "compressed", "unproved", "unproved", "not_found"]
    assert body.degraded is not None
    assert body.degraded.reason == "verifier_unavailable"


def test_a_stream_has_each_sentence_as_it_comes_and_ends_with_the_whole(seeded: Services) -> None:
    with client_of(seeded) as client:
        response = client.post("/v1/checks", json={"text": TEXT}, headers={"Accept": MEDIA_TYPE})
    events = list(decode(response.text.splitlines(keepends=True)))

    assert response.headers["content-type"].startswith(MEDIA_TYPE)
    assert [event.name for event in events] == ["checked"] * 5 + ["completed"]
    assert [json.loads(event.data) for event in events[:-1]] == json.loads(events[-1].data)["sentences"]


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("", 422, "invalid_request"),
        (" \n ", 422, "invalid_question"),
        ("One. " * (MOST_SENTENCES + 1), 422, "invalid_question"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_what_to_do(seeded: Services, text: str, status: int, code: str) -> None:
    with client_of(seeded) as client:
        response = client.post("/v1/checks", json={"text": text})

    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_library_without_articles_cannot_check(services: Services) -> None:
    with client_of(services) as client:
        assert client.post("/v1/checks", json={"text": FREE}).status_code == 503


def test_a_text_that_takes_too_long_ends_in_a_problem(seeded: Services) -> None:
    hurried = replace(seeded, checker=replace(seeded.checker, deadline=0.0))
    with client_of(hurried) as client:
        whole = client.post("/v1/checks", json={"text": TEXT})
        streamed = client.post("/v1/checks", json={"text": TEXT}, headers={"Accept": MEDIA_TYPE})
        (last,) = decode(streamed.text.splitlines())

    assert (whole.status_code, whole.json()["code"]) == (503, "check_timeout")
    assert (last.name, json.loads(last.data)["code"]) == ("failed", "check_timeout")


def test_a_sentence_without_end_is_refused(seeded: Services) -> None:
    with client_of(seeded) as client:
        refused = client.post("/v1/checks", json={"text": "and so on " * 300})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_question")
    assert "2,000 characters" in refused.json()["detail"]
