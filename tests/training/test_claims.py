"""Claims that people judged, as pairs to be learnt."""

from collections import Counter

import pytest

from qa.adapters.tokens import Pair
from tests.training.small import seeded
from training.claims import FILES, example, repeated
from training.examples import Example
from training.sources import HASHES


@pytest.mark.parametrize(("label", "follows"), [("supported", True), ("contradicted", False), ("not_supported", False)])
def test_only_a_supported_statement_follows_from_its_quote(label: str, follows: bool) -> None:
    row = {"hypothesis": "The dam is high.", "premise": "The dam is 84 metres high.", "label": label, "source": "fever"}
    pair = Pair("The dam is high.", "The dam is 84 metres high.")
    assert example(row) == Example("support", pair, label=follows, origin="fever")


def test_every_file_that_teaches_is_one_whose_hash_is_known() -> None:
    assert {f"support_more/{name}.jsonl.gz" for name in FILES} <= set(HASHES)


def test_claims_are_taken_so_often_and_of_a_part_of_a_time_a_sample() -> None:
    rows = [{"id": name} for name in "abcd"]
    taken = Counter(row["id"] for row in repeated(rows, 2.5, seeded(0)))
    assert sorted(taken.values()) == [2, 2, 3, 3]
    assert len(repeated(rows, 0.5, seeded(0))) == 2
