"""A sentence is a compression of a quote only where leaving out can have changed nothing that the quote says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.verify.compression import is_compression
from qa.text.negation import denies, is_modal
from qa.text.tokens import tokens

BRIDGE = (
    "On Monday, the Old Toll Bridge, which crosses the river, was closed by the county’s agency, leaving drivers angry."
)


@pytest.mark.parametrize(
    "shorter",
    [
        "On Monday, the Old Toll Bridge, which crosses the river, was closed by the county's agency.",
        "The Old Toll Bridge, which crosses the river, was closed by the county’s agency, leaving drivers angry.",
        "On Monday, the Old Toll Bridge was closed by the county’s agency.",
        "The Old Toll Bridge was closed by the county’s agency.",
        BRIDGE,
        BRIDGE.removesuffix("."),
    ],
)
def test_whole_phrases_may_be_left_out(shorter: str) -> None:
    assert is_compression(shorter, BRIDGE)


@pytest.mark.parametrize(
    "other",
    [
        "The Bridge was closed by the county’s agency.",
        "The Old Toll Bridge was closed by the county.",
        "The Old Toll Bridge crosses the river.",
        "The county’s agency closed the Old Toll Bridge.",
        "The Old Toll Bridge was not closed by the county’s agency.",
        "The Old Toll Bridge, was closed, by the county’s agency.",
        "The old toll bridge was closed by the county’s agency.",
        "The Old Toll Bridge was closed by the county’s agency, angry.",
        "The Old Toll Bridge.",
    ],
)
def test_other_words_and_half_phrases_are_proved_by_nothing(other: str) -> None:
    assert not is_compression(other, BRIDGE)


@pytest.mark.parametrize(
    ("shorter", "quote"),
    [
        ("The mayor resigned on Friday.", "The mayor resigned on Friday, the treasurer claimed."),
        ("The mayor resigned on Friday.", "If the council agrees, the mayor resigned on Friday."),
        ("The mayor will resign on Friday.", "The mayor will resign on Friday, unless the council objects."),
        ("The mayor resigned on Friday.", "In the film, the mayor resigned on Friday."),
        ("The dam had burst at dawn.", "The dam had burst at dawn, a rumour that spread fast."),
        ("All the parties agreed to it.", "All the parties, except the Greens, agreed to it."),
        ("The union sued the airline.", "The union sued the airline, which it had not warned."),
        ("The fire was put out.", "The fire (or so it seemed) was put out."),
        ("The law took effect in May.", "The law took effect in May, before a court struck it down."),
        ("Ann Lee and Bob Ray own the mill.", "Ann Lee, the baker, and Bob Ray own the mill."),
        ("The plan would cost a million.", "The plan would cost a million, more than the bridge did."),
        ("“We will leave the town”.", "“We will leave the town,” the mayor said."),
        ("The mayor has left the town.", "The mayor has left the town?"),
        ("“We will leave the town.", "“We will leave the town.”"),
        ("Milk and eggs were sold there.", "Bread, milk and eggs were sold there."),
        ("The voters elected the mayor.", "The voters elected the mayor; the court voided the vote."),
    ],
)
def test_what_limits_doubts_counts_or_attributes_may_not_be_left_out(shorter: str, quote: str) -> None:
    assert not is_compression(shorter, quote)


def test_the_last_sentence_of_a_quote_may_stand_alone() -> None:
    quote = "The tunnel is open. Marlow & Stead, a family firm, built the tunnel in two years."

    assert is_compression("Marlow & Stead built the tunnel in two years.", quote)


def test_a_name_may_lose_what_it_is_called_in_brackets_and_between_dashes() -> None:
    assert is_compression("Ines Calloway left the agency.", "Ines Calloway, the agency's engineer, left the agency.")
    assert is_compression("Ines Calloway left the agency.", "Ines Calloway (of Brackwater) left the agency.")
    assert is_compression("Ines Calloway left the agency.", "Ines Calloway – an engineer – left the agency.")


NAMES = ("Ann Lee", "Bob Ray", "the union", "Kelderwick", "the agency")
CORES = (
    "{a} sued {b} in the spring",
    "{a} did not sue {b}",
    "{a} may leave {b} behind",
    "{a} said that {b} had paid 500 pounds",
    "{a} has more bridges than {b}",
    "only {a} and {b} agreed",
)
BESIDE = (
    ", which stands by the river,",
    ", who had not paid,",
    ", who could win,",
    ", the town's engineer,",
    " (with 300 others)",
    " (the oldest firm)",
    " – a liar, {b} said –",
    ", if asked,",
    " on the hill",
    ", and {b},",
)
BEFORE = ("On Monday, ", "In theory, ", "If {b} agrees, ", "Last week, ", "According to {b}, ")
BEHIND = (
    "",
    ", leaving {b} alone",
    ", {b} said",
    ", unless {b} objects",
    ", but not at once",
    ", a claim that {b} denied",
)


@st.composite
def phrases(draw: st.DrawFn) -> list[str]:
    """The phrases of a sentence, of which any may limit, deny, count or attribute."""
    a, b = draw(st.permutations(NAMES))[:2]
    core = draw(st.sampled_from(CORES)).partition("{a}")
    parts = [
        draw(st.sampled_from(("", *BEFORE))),
        core[0] + core[1],
        draw(st.sampled_from(("", *BESIDE))),
        core[2],
        draw(st.sampled_from(BEHIND)),
    ]
    return [part.format(a=a, b=b) for part in parts]


def told(text: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """What a compression may not change: denials, moods, numbers, and who says something."""
    words = tokens(text)
    return (
        [word.lower for word in words if denies(word)],
        [word.lower for word in words if is_modal(word)],
        [word.term for word in words if word.numeric],
        [word.lower for word in words if word.lower in {"said", "according", "claim", "if", "unless", "than", "only"}],
    )


@given(phrases(), st.sets(st.integers(0, 4)))
def test_no_compression_changes_what_is_denied_possible_counted_or_who_says_it(
    phrases: list[str], left_out: set[int]
) -> None:
    quote = f"{''.join(phrases)}."
    shorter = f"{''.join(phrase for at, phrase in enumerate(phrases) if at not in left_out)}.".strip(" ,")

    if is_compression(shorter[:1].upper() + shorter[1:], quote):
        assert told(shorter) == told(quote)
        rest = iter([word.term for word in tokens(quote)])
        assert all(name in rest for name in (word.term for word in tokens(shorter) if word.capital and not word.opens))


@given(phrases())
def test_a_quote_is_a_compression_of_itself(phrases: list[str]) -> None:
    assert is_compression("".join(phrases), "".join(phrases))
