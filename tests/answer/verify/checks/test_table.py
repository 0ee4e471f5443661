"""A sentence and its quotes pass or fail named checks, whatever they are and in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.verify.checks.table import CHECKS, check
from qa.domain.article import Span
from qa.text.sentences import sentences

TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            (
                "The US did not agree to 2,500 troops. | “We may go,” Anna Lind said on Oct. 7, 2021. | $5 | half a | dozen | "
                "million | 15% | not | no | never | will | May | may | is expected to | agreed to | leave | left | Iraq | UN | "
                "according to | said | the | third | more than | 10 | 2014 | 1990 | s | last week | two days ago | U.S. | ½ | "
                "twenty | five | and | hundred | 7 October | Kyiv | in | ’ | \n | , | “ | ” | [1] | 2. | failed to | denied that"
            ).split(" | ")
        ),
        max_size=14,
    ).map(" ".join),
)
NEWS = (
    "US Secretary of Defense Lloyd Austin has announced that the United States and Iraq have agreed to initiate talks. This "
    "comes after years of US presence since the 2003 invasion, with combat forces leaving in 2011 but returning in 2014. "
    "Despite the intention to withdraw, officials have acknowledged that no immediate withdrawal is imminent. “It may take "
    "10 years,” Anna Lind of the CDC told reporters last week. At least 2,500 people, nearly a third, could not vote on 7 May."
)


def test_every_check_is_asked_in_order() -> None:
    assert list(check("It rained.", ["It rained."], dated=True)) == list(CHECKS)
    assert list(CHECKS)[:7] == ["numbers", "dates", "names", "quotations", "speaker", "negation", "modality"]
    assert list(CHECKS)[7:] == ["counts", "roles", "opposites", "scope", "words"]


@pytest.mark.parametrize("sentence", [span.of(NEWS) for span in sentences(NEWS)])
def test_a_sentence_of_the_quotes_passes(sentence: str) -> None:
    assert all(check(sentence, [NEWS], dated=True).values())
    assert all(check(sentence, ["It rained.", sentence], dated=True).values())


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("The council shut the old crossing on Friday.", True),
        ("The council closed the bridge for good after a long quarrel over the costs of its repair.", False),
        ("Singers gathered for a festival in the park.", False),
        ("The council (which has closed other bridges) closed the old bridge on Friday.", True),
        ("The council closed the old bridge on Friday (singers gathered).", False),
        ("The council closed the old bridge on Friday – everybody fled.", False),
        ("The council closed the old bridge on Friday; everybody fled.", False),
        ("The long-closed bridge of the council is old.", True),
        ("", True),
    ],
)
def test_a_sentence_of_other_words_is_about_something_else(statement: str, holds: bool) -> None:
    assert check(statement, ["The council closed the old bridge on Friday."], dated=True)["words"] is holds


@pytest.mark.parametrize(
    ("statement", "failed"),
    [
        ("Talks between the US and Iraq began in 2003.", set()),
        ("The US and Iran have agreed to initiate talks.", {"names"}),
        ("The US and Iraq will initiate talks.", {"modality"}),
        ("Combat forces left in 2012 and returned in 2014.", {"dates"}),
        ("An immediate withdrawal is imminent.", {"negation"}),
        ("Austin told reporters that it may take 10 years.", {"speaker"}),
        ("It may take 12 years.", {"numbers"}),
        ("At most 2,500 people could not vote on 7 May.", {"numbers"}),
        ("At least 2,500 people could vote on 17 May.", {"dates", "negation"}),
    ],
)
def test_only_what_is_told_otherwise_fails(statement: str, failed: set[str]) -> None:
    assert {name for name, holds in check(statement, [NEWS], dated=True).items() if not holds} == failed


@given(TEXTS, st.lists(TEXTS, max_size=3), st.booleans())
def test_no_text_is_too_odd_to_be_checked(statement: str, quotes: list[str], dated: bool) -> None:
    assert set(check(statement, quotes, dated=dated)) == set(CHECKS)


@given(TEXTS)
def test_what_is_quoted_word_for_word_passes(text: str) -> None:
    for span in sentences(text):
        sentence = span.of(text)
        assert all(check(sentence, [sentence], dated=True).values())


@given(st.sampled_from([NEWS, *NEWS.split(". ")]), TEXTS, st.lists(TEXTS, max_size=2))
def test_a_further_quote_takes_no_number_and_no_name_away(statement: str, quote: str, further: list[str]) -> None:
    alone, together = check(statement, [quote], dated=True), check(statement, [quote, *further], dated=True)
    assert all(together[name] for name in ("numbers", "names", "words") if alone[name])


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_a_date_of_publication_only_ever_helps(statement: str, quotes: list[str]) -> None:
    undated, dated = (check(statement, quotes, dated=known) for known in (False, True))
    assert {name for name in CHECKS if undated[name]} <= {name for name in CHECKS if dated[name]}


def test_a_quote_begins_a_sentence_of_its_own() -> None:
    spans = [Span(0, 9), Span(10, 19)]
    text = "Iraq won. Iran lost."
    assert check("Iran lost.", [span.of(text) for span in spans], dated=True)["names"]
