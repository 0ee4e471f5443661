"""An answer is printed with all that a reader must know: a word, who says the same, what denies it, where sources differ."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.events import StatusEvent, StreamEvent
from qa.cli.answer_printer import AnswerPrinter
from qa.domain.answer import DisagreementRelation, QualificationRelation, Ruling
from tests import showing


def printed(events: list[StreamEvent], width: int = 120) -> list[str]:
    """What a terminal shows, without the spaces that fill its lines."""
    out = io.StringIO()
    show = AnswerPrinter(Console(file=out, width=width, highlight=False))
    for event in events:
        show(event)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def shown(made: AnswerBody) -> list[str]:
    return printed(showing.events(made))


@pytest.mark.parametrize(("ruling", "word"), [("yes", "Yes."), ("no", "No."), ("disputed", "Sources differ.")])
def test_the_answer_in_a_word_stands_before_the_statement(ruling: Ruling, word: str) -> None:
    assert shown(showing.ruled(ruling))[:2] == [word, f"{showing.CLOSED} [1]"]


@pytest.mark.parametrize(
    ("relation", "words"),
    [("denies", "But this is denied:"), ("corrects", "But this was corrected:"), ("limits", "But with limits:")],
)
def test_what_qualifies_a_statement_stands_under_it_with_its_mark(relation: QualificationRelation, words: str) -> None:
    lines = shown(showing.ruled("no", relation))

    assert lines[2:4] == ["  2 other sources say the same", f"  {words} “{showing.DENIED}” [2]"]


def test_one_other_source_is_counted_as_one_and_none_is_not_mentioned() -> None:
    assert shown(showing.ruled("no", also=1))[2] == "  1 other source says the same"
    assert not [line for line in shown(showing.ruled("no", also=0)) if "the same" in line]


@pytest.mark.parametrize(
    ("relation", "heading"),
    [
        ("conflict", "Sources differ:"),
        ("update", "This has changed since:"),
        ("scope", "Sources speak of different things:"),
    ],
)
def test_positions_stand_side_by_side_with_their_dates_and_sources(
    relation: DisagreementRelation, heading: str
) -> None:
    lines = shown(showing.differing(relation))
    at = lines.index(heading)

    assert [line.split("  ") for line in (" ".join(it.split()) for it in lines[at + 1 : at + 3])] == [
        ["410 [1] 5 March 2026 2 sources"],
        ["340 [2] date unknown 1 source"],
    ]


def test_each_question_of_several_has_its_statements_and_the_unanswered_one_is_named() -> None:
    assert shown(showing.several())[:7] == [
        "How many homes were flooded?",
        f"{showing.COUNTED} [1]",
        "Who paid for the pier?",
        "Nothing in the articles clearly answers this.",
        "When was the flood?",
        f"{showing.COUNTED} [1]",
        f"{showing.RECOUNTED} [2]",
    ]


def test_no_statement_is_lost_that_stands_under_no_question() -> None:
    made = showing.several()
    fewer = made.model_copy(update={"parts": made.parts[:2]})

    assert f"{showing.RECOUNTED} [2]" in shown(fewer)


def test_an_overview_is_a_list_with_the_dates_that_are_known() -> None:
    assert shown(showing.overview())[:3] == [
        f"• 3 March 2026: {showing.COUNTED} [1]",
        f"• 5 March 2026: {showing.RECOUNTED} [2]",
        f"• {showing.CLOSED} [3]",
    ]


def test_what_comes_near_is_never_called_no_answer() -> None:
    lines = shown(showing.refused())

    assert lines[0] == "Nothing in the articles clearly answers this question."
    assert "The closest the articles come" in lines
    assert not [line for line in lines if "none" in line.lower()]


def test_a_refusal_names_what_is_missing() -> None:
    assert shown(showing.refused(["British", "in May"]))[0] == "The nearest articles say nothing about: British, in May"


def test_a_premise_stands_beside_what_the_articles_say_and_its_quote() -> None:
    lines = shown(showing.refused(premise=showing.PREMISE))

    assert lines[:2] == [
        "The question takes for granted: “the pier was closed”",
        f"The articles say: “{showing.CLOSED}” [2]",
    ]
    assert "\n".join(lines).count(showing.CLOSED) == 1
    assert [line for line in lines if line.startswith(" [2] ")]


def test_what_a_model_writes_is_printed_at_once_and_not_again() -> None:
    made = showing.several().model_copy(update={"verdict": "yes"})
    *statements, last = showing.events(made)
    out = printed([StatusEvent(stage="writing"), *statements])
    whole = printed([StatusEvent(stage="writing"), *statements, last])

    assert out == [f"{showing.COUNTED} [1]", f"{showing.RECOUNTED} [2]"]
    assert whole[2:9] == [
        "In a word: Yes.",
        "How many homes were flooded?",
        "see [1]",
        "Who paid for the pier?",
        "Nothing in the articles clearly answers this.",
        "When was the flood?",
        "see [1]",
    ]


def test_a_quote_is_printed_once_and_its_source_stands_below_by_its_number() -> None:
    lines = shown(showing.ruled("no", "denies"))
    whole = "\n".join(lines)

    assert (whole.count(showing.CLOSED), whole.count(showing.DENIED)) == (1, 1)
    assert lines[lines.index("Sources") + 1].startswith(" [1] ")


def test_a_link_into_an_article_is_in_one_piece_however_narrow_the_terminal() -> None:
    link = "https://news.example/2026/03/03/ferry-pier#:~:text=The%20ferry%20pier," + "x" * 90
    made = showing.ruled("no")
    linked = made.model_copy(
        update={"citations": [citation.model_copy(update={"deep_link": link}) for citation in made.citations]}
    )

    assert f"     {link}" in printed(showing.events(linked), 60)


def test_a_follow_up_shows_how_it_was_understood() -> None:
    status = StatusEvent(stage="retrieving", standalone_question="When was the pier closed?")

    assert printed([status]) == ["Understood as: When was the pier closed?"]


ALL = [
    showing.ruled("disputed"),
    showing.differing("update"),
    showing.several(),
    showing.overview(),
    showing.refused(["British"]),
    showing.refused(premise=showing.PREMISE),
]


@given(st.sampled_from(ALL), st.sampled_from(["\x1b[2J", "\u202e", "\x9b31m", "[bold]x[/]", "\x07"]))
def test_no_text_of_an_answer_writes_to_the_terminal_by_itself(made: AnswerBody, payload: str) -> None:
    lines = "\n".join(printed(showing.events(showing.with_payload(made, payload)), 400))

    assert not any(character in lines for character in "\x1b\u202e\x9b\x07")
    assert lines.count("[bold]x[/]") >= (payload == "[bold]x[/]")
