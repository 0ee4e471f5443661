"""A misspelt word is read as one of the articles', and the answer says so."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.question.spelling import corrected
from qa.domain.answer import Correction, statements_of
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from tests.driving import in_memory

STORY = """The prime minister of Israel, Dana Levin, opened the harbour of Northport on Monday.

The government paid for the harbour, and the minister of finance called it cheap.

Traders wanted a tunnel, but the engineers said that the accommodation of ferries came first.

The conductor scored a quick success when the orchestra played at the opening."""


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    with in_memory() as opened:
        opened.articles.store([RawArticle(ArticleId("a"), STORY, Metadata("Harbour opened"), "a.txt")], lambda _: None)
        yield opened


def corrections(services: Services, question: str) -> list[tuple[str, str]]:
    return [(asked, read_as) for asked, read_as in services.answerer.ask(question).corrections]


def test_a_misspelt_question_is_answered_as_the_one_that_was_meant(services: Services) -> None:
    answer = services.answerer.ask("who is the prime minster of isreal")

    assert answer.question == "who is the prime minster of isreal"
    assert answer.corrections == (Correction("minster", "minister"), Correction("isreal", "Israel"))
    assert "Dana Levin" in statements_of(answer)[0].text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who opened the harbuor?", [("harbuor", "harbour")]),
        ("acommodation of ferries", [("acommodation", "accommodation")]),
        ("Who is Isreal's minister?", [("Isreal", "Israel")]),
        ("What did the harbor cost?", [("harbor", "harbour")]),
        ("WHO OPENED THE HABROUR?", [("HABROUR", "HARBOUR")]),
        ("Who is Dana Levinn?", [("Levinn", "Levin")]),
        ("Accommodatoin of ferries?", [("Accommodatoin", "Accommodation")]),
        ("harbuor, harbuor!", [("harbuor", "harbour")]),
    ],
)
def test_a_word_that_no_article_has_is_read_as_the_one_that_it_is_nearest_to(
    services: Services, question: str, expected: list[tuple[str, str]]
) -> None:
    assert corrections(services, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the harbour of Northport?",
        "Who opened harbours?",  # another form of a word that they have
        "What did the hrbur cost?",  # two slips in a short word
        "What was the score?",  # usual English, though near to "scored"
        "Who is Levine?",  # an unknown name is another's
        "Is the tbm in use?",
        "What does the 2023 report say of COVID-19?",
        "?",
    ],
)
def test_no_other_word_is_touched(services: Services, question: str) -> None:
    assert corrections(services, question) == []


def test_what_stands_beside_a_word_tells_which_is_meant(services: Services) -> None:
    with in_memory() as other:
        story = "The White House denied it. White smoke rose, white snow fell. They write letters. They write daily."
        other.articles.store([RawArticle(ArticleId("a"), story, Metadata(), "a.txt")], lambda _: None)

        assert corrections(other, "What did the wite house deny?") == [("wite", "white")]
        assert corrections(other, "Do they wrte letters?") == [("wrte", "write")]


@pytest.mark.parametrize(("slips", "expected"), [(1, [("minster", "minister")]), (4, [])])
def test_a_slip_that_an_article_has_too_is_still_one(slips: int, expected: list[tuple[str, str]]) -> None:
    wordings = ["minister"] * 12 + ["minster"] * slips
    story = "\n\n".join(f"On day {day} the prime {wording} spoke." for day, wording in enumerate(wordings))
    with in_memory() as other:
        other.articles.store([RawArticle(ArticleId("a"), story, Metadata(), "a.txt")], lambda _: None)

        assert corrections(other, "What did the prime minster say?") == expected


def test_an_abstention_says_how_the_question_was_read(services: Services) -> None:
    answer = services.answerer.ask("How old is the prime minster of France?")

    assert answer.mode == "abstained"
    assert answer.corrections == (Correction("minster", "minister"),)


@given(st.text(max_size=40))
def test_a_question_without_corrections_is_read_as_it_stands(question: str) -> None:
    assert corrected(question, ()) == question
