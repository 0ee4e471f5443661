"""How many slips lie between two words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.slips import slips

_WORDS = st.text("abcde", max_size=7)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("israel", "israel", 0),
        ("isreal", "israel", 1),
        ("minster", "minister", 1),
        ("goverment", "government", 1),
        ("netanyahoo", "netanyahu", 2),
        ("bridge", "tunnel", 3),
        ("", "at", 2),
    ],
)
def test_a_slip_is_a_letter_left_out_put_in_changed_or_swapped(one: str, other: str, count: int) -> None:
    assert slips(one, other, 2) == count


@given(_WORDS, _WORDS, st.integers(1, 3))
def test_slips_are_the_same_both_ways_and_none_only_in_the_same_word(one: str, other: str, most: int) -> None:
    assert slips(one, other, most) == slips(other, one, most)
    assert (slips(one, other, most) == 0) == (one == other)


@given(_WORDS, _WORDS)
def test_a_lower_limit_changes_nothing_below_it(one: str, other: str) -> None:
    assert slips(one, other, 1) == min(slips(one, other, 9), 2)
