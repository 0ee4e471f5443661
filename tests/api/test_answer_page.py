"""The page of an answer shows all of it: a word, the short answer, who says the same, what denies it, where sources differ."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.api.schemas.answers import AnswerBody, ShortAnswerBody
from qa.api.schemas.wire import SpanBody
from qa.domain.answer import DisagreementRelation, KeptAnswer, QualificationRelation, Ruling
from qa.domain.article import ChunkedArticle, Version
from qa.services import Services
from tests import showing
from tests.driving import in_memory
from tests.serving import local
from tests.strategies import article


@pytest.fixture(scope="module")
def library() -> Iterator[Services]:
    with in_memory() as services:
        # In the version that the answers cite.
        stories = [replace(article("A story.", identity=f"story-{n}"), version=Version("v")) for n in (1, 2, 3)]
        services.library.put([ChunkedArticle(story, ()) for story in stories])
        yield services


@pytest.fixture(scope="module")
def client(library: Services) -> Iterator[TestClient]:
    with local(create_app(library, answer_pages=True)) as running:
        yield running


def page(library: Services, client: TestClient, made: AnswerBody) -> str:
    library.answers.add(KeptAnswer(made.id, made.created_at, (), made.model_dump_json()))
    response = client.get(f"/a/{made.id}")
    assert response.status_code == 200
    return response.text


def lines(text: str) -> list[str]:
    """What a reader sees between question and footer, each paragraph, heading and item in a line."""
    body = text.partition('<section aria-label="Answer">')[2].partition("<footer")[0]
    parts = re.split(r"</?(?:p|h2|li|ul|ol|section|div|blockquote)\b[^>]*>", body)
    return [line for part in parts if (line := " ".join(unescape(re.sub(r"<[^>]+>", "", part)).split()))]


@pytest.mark.parametrize(("ruling", "word"), [("yes", "Yes."), ("no", "No."), ("disputed", "Sources differ.")])
def test_the_answer_in_a_word_stands_before_the_statement(
    library: Services, client: TestClient, ruling: Ruling, word: str
) -> None:
    assert lines(page(library, client, showing.ruled(ruling)))[:2] == [word, f"{showing.CLOSED} [1]"]


@pytest.mark.parametrize(
    ("relation", "words"),
    [("denies", "But this is denied:"), ("corrects", "But this was corrected:"), ("limits", "But with limits:")],
)
def test_what_qualifies_a_statement_stands_under_it_with_its_mark(
    library: Services, client: TestClient, relation: QualificationRelation, words: str
) -> None:
    assert lines(page(library, client, showing.ruled("no", relation)))[2:4] == [
        "2 other sources say the same",
        f"{words} “{showing.DENIED}” [2]",
    ]


def test_the_short_answer_is_marked(library: Services, client: TestClient) -> None:
    text = page(library, client, showing.ruled("no"))

    assert "The ferry pier was <mark>not closed</mark> in March" in text


@pytest.mark.parametrize(("start", "end"), [(1, 4), (-3, 0), (900, 903), (14, 3)])
def test_words_that_do_not_stand_there_are_not_marked_and_the_sentence_stays_whole(
    library: Services, client: TestClient, start: int, end: int
) -> None:
    made = showing.several()
    wrong = ShortAnswerBody(text="340", span=SpanBody(start=start, end=end))
    first = made.statements[0].model_copy(update={"short_answer": wrong})
    text = page(library, client, made.model_copy(update={"statements": [first, *made.statements[1:]]}))

    assert "<mark>" not in text
    assert f"{showing.COUNTED} [1]" in lines(text)


@pytest.mark.parametrize(
    ("relation", "heading"),
    [
        ("conflict", "Sources differ:"),
        ("update", "This has changed since:"),
        ("scope", "Sources speak of different things:"),
    ],
)
def test_positions_stand_side_by_side_with_their_dates_and_sources(
    library: Services, client: TestClient, relation: DisagreementRelation, heading: str
) -> None:
    shown = lines(page(library, client, showing.differing(relation)))
    at = shown.index(heading)

    assert shown[at : at + 5] == [
        heading,
        "410 [1]",
        "5 March 2026 · 2 sources",
        "340 [2]",
        "date unknown · 1 source",
    ]


def test_what_is_superseded_is_named_with_what_an_older_version_said(library: Services, client: TestClient) -> None:
    shown = lines(page(library, client, showing.superseded()))

    assert "No longer so, by a published correction: [2]" in shown
    assert "An older version of the article said: “In Northport 300 homes were flooded.” [1]" in shown


def test_a_position_that_an_earlier_release_kept_shows_its_quote(library: Services, client: TestClient) -> None:
    assert f"{showing.RECOUNTED} [1]" in lines(page(library, client, showing.differing("conflict", value="")))[2:]


def test_each_question_of_several_has_its_statements_and_the_unanswered_one_is_named(
    library: Services, client: TestClient
) -> None:
    assert lines(page(library, client, showing.several()))[:7] == [
        "How many homes were flooded?",
        f"{showing.COUNTED} [1]",
        "Who paid for the pier?",
        "Nothing in the articles clearly answers this.",
        "When was the flood?",
        f"{showing.COUNTED} [1]",
        f"{showing.RECOUNTED} [2]",
    ]


def test_no_statement_is_lost_that_stands_under_no_question(library: Services, client: TestClient) -> None:
    made = showing.several()

    shown = lines(page(library, client, made.model_copy(update={"parts": made.parts[:2]})))
    assert f"{showing.RECOUNTED} [2]" in shown


def test_an_overview_is_a_list_with_the_dates_that_are_known(library: Services, client: TestClient) -> None:
    text = page(library, client, showing.overview())

    assert lines(text)[:5] == [
        "3 March 2026",
        f"{showing.COUNTED} [1]",
        "5 March 2026",
        f"{showing.RECOUNTED} [2]",
        f"{showing.CLOSED} [3]",
    ]
    assert text.partition("</ul>")[0].count("<li>") == 3


def test_what_comes_near_is_never_called_no_answer(library: Services, client: TestClient) -> None:
    shown = lines(page(library, client, showing.refused()))

    assert shown[:3] == [
        "Nothing in the articles clearly answers this question.",
        "The closest the articles come",
        showing.COUNTED,
    ]


def test_a_refusal_names_what_is_missing_and_a_premise_beside_what_the_articles_say(
    library: Services, client: TestClient
) -> None:
    text = page(library, client, showing.refused(["British", "in May"], showing.PREMISE))

    assert lines(text)[:5] == [
        "The question takes for granted: “the pier was closed”",
        f"The articles say: “{showing.CLOSED}” [2]",
        "The nearest articles say nothing about: British, in May",
        "Quotes",
        showing.CLOSED,
    ]
    assert 'id="cit_2"' in text


@pytest.mark.parametrize(
    "made",
    [
        showing.ruled("disputed"),
        showing.differing("update"),
        showing.several(),
        showing.overview(),
        showing.refused(["British"]),
        showing.refused(premise=showing.PREMISE),
    ],
)
def test_markup_in_any_text_of_an_answer_stays_text_and_every_mark_leads_to_its_quote(
    library: Services, client: TestClient, made: AnswerBody
) -> None:
    text = page(library, client, showing.with_payload(made, "<img src=x onerror=alert(1)>"))

    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert set(re.findall(r'href="#(\w+)"', text)) <= set(re.findall(r'id="(\w+)"', text))
