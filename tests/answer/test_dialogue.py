"""A question that goes on from the turns before it is sought where these were quoted, and "Tell me more" is what they left."""

from collections.abc import Iterator

import pytest

from qa.domain.answer import Abstained, Answer, Inquiry, Turn, statements_of
from qa.services import Services
from tests.conftest import Write
from tests.driving import broken_citations, in_memory, ingest
from tests.writing import ask

OPENING = "The harbour bridge was closed on Monday."
FERRY = (
    f"{OPENING} Divers had found a crack in its second pier. The repair takes nine weeks and costs two million pounds. "
    "A ferry carries walkers meanwhile. Lorries must drive around the bay."
)
MARKET = "The market hall was closed on Tuesday. Its owner said that the roof leaks."
BEFORE = Turn("When was the harbour bridge closed?", f"{OPENING} [1]")


@pytest.fixture
def town(write: Write) -> Iterator[Services]:
    with in_memory() as services:
        ingest(services, write("ferry.txt", FERRY), write("market.txt", MARKET))
        yield services


def quotes(answer: Answer) -> list[str]:
    return [statement.citations[0].quote for statement in statements_of(answer)]


def test_the_articles_that_were_quoted_last_are_preferred(town: Services, write: Write) -> None:
    bridges = {"north": "nine", "south": "five"}
    closed = {side: f"The {side} road was closed on Sunday." for side in bridges}
    for side, weeks in bridges.items():
        ingest(town, write(f"{side}.txt", f"{closed[side]} The works there will take {weeks} weeks."))

    for side, weeks in bridges.items():
        before = Turn(f"When was the {side} road closed?", f"{closed[side]} [1]")
        answer = ask(town, Inquiry("How many weeks will the works take?", history=(before,)))
        assert weeks in quotes(answer)[0]
        assert answer.standalone is None


def test_more_goes_on_behind_what_was_quoted_and_says_nothing_twice(town: Services) -> None:
    first = ask(town, Inquiry("Tell me more", history=(BEFORE,)))
    so_far = " ".join([BEFORE.answer, *quotes(first)])
    then = ask(town, Inquiry("Tell me more", history=(BEFORE, Turn("Tell me more", so_far))))

    assert quotes(first) == [
        "Divers had found a crack in its second pier.",
        "The repair takes nine weeks and costs two million pounds.",
        "A ferry carries walkers meanwhile.",
    ]
    assert quotes(then) == ["Lorries must drive around the bay."]
    assert first.standalone == "Tell me more (harbour bridge closed)?"
    assert broken_citations(town, [it for statement in statements_of(first) for it in statement.citations]) == []


def test_where_nothing_is_left_more_is_refused(town: Services) -> None:
    assert isinstance(ask(town, Inquiry("Tell me more", history=(Turn(BEFORE.question, FERRY),))), Abstained)


def test_more_of_an_answer_that_no_article_has_is_nothing_that_was_made_up(town: Services) -> None:
    invented = Turn("Who paid for it?", "The king of Norway paid for it all. [1]")

    for quote in quotes(ask(town, Inquiry("Tell me more", history=(invented,)))):
        assert quote in f"{FERRY} {MARKET}"


def test_a_question_that_stands_alone_is_answered_as_without_turns(town: Services) -> None:
    question = "When was the market hall in Tarn closed on Tuesday?"
    alone, after = ask(town, Inquiry(question)), ask(town, Inquiry(question, history=(BEFORE,)))

    assert (quotes(alone), alone.standalone) == (quotes(after), after.standalone)
