"""Minimal edits that make an invented sentence false or unsupported."""

from random import Random

import pytest

from training.falsify import falsifications
from training.wordnet import WordNet

_NOUNS = b"".join(
    line.ljust(79) + b"\n"  # each begins at a multiple of 80
    for line in (
        b"00000000 06 n 01 vessel 0 002 ~ 00000080 n 0000 ~ 00000160 n 0000 | it holds",
        b"00000080 06 n 01 kettle 0 001 @ 00000000 n 0000 | it boils",
        b"00000160 06 n 01 teapot 0 001 @ 00000000 n 0000 | it pours",
    )
)
_INDEX = "\n".join(
    (
        "vessel%1:06:00:: 00000000 1 9",
        "kettle%1:06:00:: 00000080 1 9",
        "teapot%1:06:00:: 00000160 1 9",
    )
)
_OTHERS = (
    "Governor Robert Tarn said the road was shut.",
    "Mary Ellwood, who runs Tarn County School, told reporters the pupils were safe.",
    "Linda Orme said Brackwater Corp will appeal.",
)


def _random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - examples, not secrets


@pytest.fixture
def wordnet() -> WordNet:
    return WordNet(_INDEX, {"n": _NOUNS, "v": b"", "a": b"", "r": b""})


def _edits(sentence: str, wordnet: WordNet, seed: int = 3) -> dict[str, str]:
    return {edit.kind: edit.text for edit in falsifications(sentence, _OTHERS, wordnet, _random(seed))}


def _all(sentence: str, kind: str, wordnet: WordNet) -> set[str]:
    edits = (_edits(sentence, wordnet, seed).get(kind) for seed in range(30))
    return {text for text in edits if text}


def test_a_figure_becomes_another_of_the_same_look(wordnet: WordNet) -> None:
    text = _edits("The flood damaged 2,500 homes in the valley.", wordnet)["number"]
    assert "," in text.removeprefix("The flood damaged ").split()[0]
    assert "2,500" not in text


def test_at_least_is_never_made_true_by_a_smaller_figure(wordnet: WordNet) -> None:
    edits = _all("The flood killed at least 40 cows in the valley.", "number", wordnet)
    assert edits
    assert all(int(text.split()[5]) > 40 for text in edits)


def test_at_most_is_never_made_true_by_a_larger_figure(wordnet: WordNet) -> None:
    edits = _all("The hall was filled with up to nine people.", "number", wordnet)
    assert edits
    assert not any(word in text for text in edits for word in ("ten", "eleven", "twelve"))


def test_a_unit_becomes_another(wordnet: WordNet) -> None:
    text = _edits("The bridge cost $4 million to repair.", wordnet)["unit"]
    assert "million" not in text


def test_a_date_becomes_another(wordnet: WordNet) -> None:
    assert "1998" not in _edits("The bridge was repaired in 1998.", wordnet)["date"]
    assert "Friday" not in _edits("The bridge was repaired on Friday.", wordnet)["date"]


def test_a_place_becomes_another_of_its_kind_with_the_right_article(wordnet: WordNet) -> None:
    edits = _all("She married a French engineer last spring.", "place", wordnet)
    assert any("an I" in text for text in edits)
    assert not any("a I" in text for text in edits)


def test_a_person_becomes_another_of_the_article(wordnet: WordNet) -> None:
    edits = _all("Mary Ellwood opened the new library.", "name", wordnet)
    assert edits == {"Robert Tarn opened the new library.", "Linda Orme opened the new library."}


def test_another_person_says_it(wordnet: WordNet) -> None:
    edits = _all("The road was shut, Robert Tarn said.", "speaker", wordnet)
    assert edits == {"The road was shut, Mary Ellwood said.", "The road was shut, Linda Orme said."}


def test_a_negation_is_put_in_or_taken_out(wordnet: WordNet) -> None:
    assert _edits("The road was closed after the storm.", wordnet)["negation"] == (
        "The road was not closed after the storm."
    )
    assert _edits("The mayor did not reject the plan.", wordnet)["negation"] == "The mayor rejected the plan."
    assert _edits("The mayor can’t reject the plan.", wordnet)["negation"] == "The mayor can reject the plan."


def test_a_possibility_becomes_a_certainty(wordnet: WordNet) -> None:
    assert _all("The council may close the road.", "modality", wordnet) == {
        "The council must close the road.",
        "The council will close the road.",
    }


def test_a_quantity_becomes_another(wordnet: WordNet) -> None:
    edits = _all("The storm closed some of the roads.", "quantifier", wordnet)
    assert edits == {"The storm closed all of the roads.", "The storm closed most of the roads."}


def test_a_word_becomes_its_opposite_in_the_same_form(wordnet: WordNet) -> None:
    assert _edits("The price of milk rose sharply.", wordnet)["antonym"] == "The price of milk fell sharply."


def test_a_noun_becomes_one_of_the_same_family(wordnet: WordNet) -> None:
    assert (
        _edits("The cook lifted two kettles carefully.", wordnet)["sibling"] == "The cook lifted two teapots carefully."
    )


def test_who_did_it_and_to_whom_change_places(wordnet: WordNet) -> None:
    assert _edits("The union sued the company in May.", wordnet)["roles"] == "The company sued the union in May."
    assert _edits("Sales rose from 40 to 60 units.", wordnet)["roles"] == "Sales rose from 60 to 40 units."


def test_a_circumstance_is_added_that_was_not_there(wordnet: WordNet) -> None:
    sentence = "The council closed the road."
    text = _edits(sentence, wordnet)["addition"]
    assert text.startswith(sentence[:-1] + " ")
    assert text.endswith(".")


def test_a_pronoun_changes_its_gender(wordnet: WordNet) -> None:
    assert _edits("The pilot said he was tired.", wordnet)["gender"] == "The pilot said she was tired."


@pytest.mark.parametrize("text", ["Was the road closed on Friday?", "Top stories", "Road, bridge and rail"])
def test_what_states_nothing_is_left_alone(text: str, wordnet: WordNet) -> None:
    assert falsifications(text, _OTHERS, wordnet, _random(1)) == []


def test_no_kind_is_given_twice_and_no_edit_is_the_sentence(wordnet: WordNet) -> None:
    sentence = "Mary Ellwood said on Friday that all 40 pupils were safe in Kenya."
    for seed in range(20):
        edits = falsifications(sentence, _OTHERS, wordnet, _random(seed))
        assert len({edit.kind for edit in edits}) == len(edits)
        assert all(edit.text != sentence for edit in edits)


def test_the_same_seed_gives_the_same_edits(wordnet: WordNet) -> None:
    sentence = "Mary Ellwood said on Friday that all 40 pupils were safe."
    one, two = (falsifications(sentence, _OTHERS, wordnet, _random(5)) for _ in range(2))
    assert one == two
