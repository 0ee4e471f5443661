"""Near-duplicates share a group; articles on the same events do not."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.domain.article import ArticleId
from qa.ingest.cleaning.clean import clean
from qa.ingest.dedupe import MOST, THRESHOLD, Member, bands, differ, figures, group, nearest, signature, similarity
from tests.strategies import raw_texts

SEEDS = Path(__file__).parents[2] / "seeds"
TEXT = " ".join(
    f"On day {i} the {name} talks moved to room {i * 7}." for i, name in enumerate(("trade", "border", "water") * 12)
)


def jaccard(left: str, right: str) -> float:
    def shingles(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}

    return len(shingles(left) & shingles(right)) / len(shingles(left) | shingles(right))


def member(text: str, name: str, in_group: str = "") -> Member:
    return Member(ArticleId(name), signature(text), in_group or name, text)


def group_of(text: str, *others: str) -> str:
    members = [member(other, f"old{i}") for i, other in enumerate(others)]
    return group(ArticleId("new"), text, nearest(signature(text), members))


def test_a_copy_joins_the_group_of_its_original() -> None:
    assert group_of(TEXT.upper(), "Something else entirely was in the paper today.", TEXT) == "old1"


@pytest.mark.parametrize(
    ("told", "otherwise"),
    [
        ("to room 84", "to room 85"),
        ("On day 12 ", "On day Monday "),
        ("On day 3 ", "On day three "),
        ("to room 70.", "to room 2,450."),
    ],
)
def test_a_copy_with_one_other_number_or_day_starts_its_own_group(told: str, otherwise: str) -> None:
    assert told in TEXT
    assert similarity(signature(TEXT), signature(TEXT.replace(told, otherwise, 1))) >= THRESHOLD
    assert group_of(TEXT.replace(told, otherwise, 1), TEXT) == "new"


@pytest.mark.parametrize("cut", [" to room 84", "On day 12 ", TEXT[-200:]])
def test_a_copy_that_leaves_out_a_number_joins_the_group(cut: str) -> None:
    assert group_of(TEXT.replace(cut, "", 1), TEXT) == "old0"


def test_two_that_differ_do_not_meet_in_the_group_of_a_third_that_is_silent() -> None:
    silent, other = TEXT.replace("to room 84", ""), TEXT.replace("to room 84", "to room 85")
    assert group(ArticleId("new"), other, [member(silent, "a", "g"), member(TEXT, "b", "g")]) == "new"


def test_of_many_copies_only_the_most_alike_are_read() -> None:
    copies = [member(TEXT, f"copy{i:03}") for i in range(100)]
    found = nearest(signature(TEXT), [member(TEXT.replace("room 84", "room 85"), "aaa"), *copies])
    assert [it.id for it in found] == [f"copy{i:03}" for i in range(MOST)]


@given(raw_texts())
def test_no_text_tells_other_figures_than_itself(text: str) -> None:
    assert not differ(figures(text), figures(text))


def test_an_article_on_the_same_subject_starts_its_own_group() -> None:
    other = " ".join(reversed(TEXT.split()))
    assert group_of(other, TEXT) == "new"


def test_of_equal_copies_the_smallest_id_decides_and_its_group_is_taken() -> None:
    members = nearest(signature(TEXT), [member(TEXT, "b"), member(TEXT, "a", "z")])
    assert group(ArticleId("new"), TEXT, members) == "z"


def test_no_two_of_the_seeds_are_near_duplicates() -> None:
    signatures = [signature(clean(path.read_text(encoding="utf-8")).text) for path in sorted(SEEDS.glob("*.txt"))]
    assert len(signatures) == 5
    assert all(similarity(left, right) < 0.2 for left, right in combinations(signatures, 2))


@pytest.mark.parametrize("changed", [0, 2, 4, 8, 16, 32])
def test_similarity_estimates_the_jaccard_similarity_of_five_word_shingles(changed: int) -> None:
    words = TEXT.split()
    for i in range(changed):
        words[i * len(words) // 32] = f"other{i}"
    other = " ".join(words)
    assert similarity(signature(TEXT), signature(other)) == pytest.approx(jaccard(TEXT, other), abs=0.15)


def test_signatures_never_change() -> None:
    assert signature("The bridge will close for three weeks.")[:3] == (85022505, 388081963, 1962601937)
    assert bands(signature("The bridge will close for three weeks."))[0] == "00:2f35074ecafb0ae1"


def test_texts_that_are_alike_share_a_band() -> None:
    other = TEXT.replace("room 84", "room 85").replace("day 3 ", "day 4 ")
    assert set(bands(signature(TEXT))) & set(bands(signature(other)))


def test_a_text_without_words_is_like_nothing() -> None:
    assert signature("… —") == ()
    assert bands(()) == ()
    assert similarity((), ()) == 0
    assert group_of("", "", TEXT) == "new"


def test_a_text_of_fewer_words_than_a_shingle_is_like_itself_alone() -> None:
    assert similarity(signature("Talks end"), signature("talks END!")) == 1
    assert similarity(signature("Talks end"), signature("Talks begin")) < THRESHOLD


@given(raw_texts())
def test_a_signature_depends_on_words_alone(text: str) -> None:
    numbers = signature(text)
    assert numbers == signature(f"  {text}\n")
    assert len(numbers) in (0, 128)
    assert len(bands(numbers)) in (0, 32)
    assert all(0 <= number < 2**32 for number in numbers)


@given(st.lists(st.sampled_from(TEXT.split()), min_size=5), st.lists(st.sampled_from(TEXT.split()), min_size=5))
def test_similarity_is_symmetric_and_between_zero_and_one(left: list[str], right: list[str]) -> None:
    a, b = signature(" ".join(left)), signature(" ".join(right))
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, a) == 1
