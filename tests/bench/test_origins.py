"""The pairs of articles written by hand are told to be one voice, or two."""

import pytest

from bench.origins.measure import Pair, in_one_group, pairs_by_hand
from qa.answer.extract.outlets import outlet_families
from qa.answer.extract.witnesses import Witnesses

PAIRS = tuple(pairs_by_hand())


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.kind)
def test_a_pair_is_one_origin_where_it_goes_back_to_one_text(pair: Pair) -> None:
    assert (Witnesses(outlet_families()).independent(pair.quotes) == 1) == pair.is_one


def test_only_copies_that_tell_the_same_come_into_one_group() -> None:
    kinds = [pair.kind for pair in PAIRS if in_one_group(pair)]
    assert kinds.count("wire copy") == 4
    assert set(kinds) <= {"wire copy", "shortened", "light rewrite"}
