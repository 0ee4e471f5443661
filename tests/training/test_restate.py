"""Statements that follow from an invented sentence."""

from random import Random

import pytest

from training.restate import restatements
from training.wordnet import WordNet


def _random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - examples, not secrets


@pytest.fixture
def wordnet() -> WordNet:
    index = "vast%3:00:00:: 00000000 1 30\nimmense%3:00:00:: 00000000 1 30"
    return WordNet(index, {"n": b"", "v": b"", "a": b"00000000 00 a 02 vast 0 immense 0 000 | big\n", "r": b""})


def _all(sentence: str, kind: str, wordnet: WordNet) -> set[str]:
    return {
        one.statement
        for seed in range(20)
        for one in restatements([sentence], 0, wordnet, _random(seed))
        if one.kind == kind
    }


def test_a_sentence_follows_from_itself_and_from_its_neighbours(wordnet: WordNet) -> None:
    sentences = ["The dam broke at dawn.", "The village of Orme was flooded.", "Nobody in it was hurt."]
    by_kind = {one.kind: one for one in restatements(sentences, 1, wordnet, _random(2))}
    assert by_kind["verbatim"].quotes == (sentences[1],)
    assert by_kind["context"].statement == sentences[1]
    assert 2 <= len(by_kind["context"].quotes) <= 3
    assert sentences[1] in by_kind["context"].quotes


@pytest.mark.parametrize(
    ("sentence", "core"),
    [
        ("Anna Tarn, a farmer from Orme, said the dam was old.", "Anna Tarn said the dam was old."),
        ("The dam, which was built in 1931, has been repaired.", "The dam has been repaired."),
        ("The dam (the oldest in the county) was repaired.", "The dam was repaired."),
        ("Although the dam was old, it held for years.", "It held for years."),
        ("The dam was repaired, while the road stayed closed.", "The dam was repaired."),
        ("The council repaired the dam on Friday.", "The council repaired the dam."),
        ("However, the dam was repaired in time.", "The dam was repaired in time."),
    ],
)
def test_what_does_not_limit_the_truth_is_left_out(sentence: str, core: str, wordnet: WordNet) -> None:
    assert core in _all(sentence, "clause", wordnet)


@pytest.mark.parametrize(
    "sentence",
    [
        "If the rain stops, the dam will be repaired.",
        "The dam was not repaired on Friday.",
        "The dam will be closed unless the council pays.",
        "The council could repair the dam on Friday.",
        "Most of the roads were closed on Friday.",
    ],
)
def test_what_limits_the_truth_is_kept(sentence: str, wordnet: WordNet) -> None:
    assert _all(sentence, "clause", wordnet) == set()


def test_the_speaker_moves_about(wordnet: WordNet) -> None:
    assert _all("The dam was very old, Anna Tarn said.", "attribution", wordnet) == {
        "According to Anna Tarn, the dam was very old.",
        "Anna Tarn said that the dam was very old.",
    }
    assert "The dam was very old, according to the council." in _all(
        "According to the council, the dam was very old.", "attribution", wordnet
    )
    assert _all("“The dam was very old,” Anna Tarn said.", "attribution", wordnet) == {
        "Anna Tarn said, “The dam was very old.”"
    }


@pytest.mark.parametrize(
    ("sentence", "same"),
    [
        ("The town purchased 40 pumps in May.", "The town bought 40 pumps in May."),
        ("The repair cost more than $40 in all.", "The repair cost over $40 in all."),
        ("The dam wasn’t repaired in time.", "The dam was not repaired in time."),
        ("The lake was said to be vast by visitors.", "The lake was said to be immense by visitors."),
    ],
)
def test_a_word_becomes_one_of_the_same_meaning(sentence: str, same: str, wordnet: WordNet) -> None:
    assert same in _all(sentence, "synonym", wordnet)


@pytest.mark.parametrize(
    ("sentence", "same"),
    [
        ("The flood damaged 2,500 homes in Orme.", "The flood damaged 2500 homes in Orme."),
        ("The price of milk rose 5 percent.", "The price of milk rose 5%."),
        ("The repair was said to cost $1.5 million.", "The repair was said to cost 1.5 million dollars."),
        ("The dam was repaired on Jan. 6 at last.", "The dam was repaired on January 6 at last."),
        ("The dam was repaired by two men.", "The dam was repaired by 2 men."),
        ("The state has paid $1.2 billion so far.", "The state has paid $1,200 million so far."),
    ],
)
def test_a_figure_is_written_in_another_way(sentence: str, same: str, wordnet: WordNet) -> None:
    assert same in _all(sentence, "figures", wordnet)


def test_a_passive_becomes_active(wordnet: WordNet) -> None:
    assert _all("The dam was designed by Anna Tarn in 1931.", "voice", wordnet) == {
        "Anna Tarn designed the dam in 1931."
    }
    assert _all("The dam was repaired by the time it rained.", "voice", wordnet) == set()


def test_two_sentences_are_joined(wordnet: WordNet) -> None:
    sentences = ["The dam broke and was lost.", "However, the village was dry."]
    statements = {
        one.statement
        for seed in range(20)
        for one in restatements(sentences, 0, wordnet, _random(seed))
        if one.kind == "merge"
    }
    assert statements == {
        "The dam broke and was lost, and the village was dry.",
        "The dam broke and was lost; the village was dry.",
    }


def test_two_rules_are_joined(wordnet: WordNet) -> None:
    statements = _all("The dam, which was built in 1931, wasn’t repaired in time.", "clause+synonym", wordnet)
    assert "The dam was not repaired in time." in statements


@pytest.mark.parametrize("text", ["Was the dam repaired on Friday?", "Top stories", "Dam, road and rail"])
def test_what_states_nothing_has_no_restatement(text: str, wordnet: WordNet) -> None:
    assert restatements([text], 0, wordnet, _random(1)) == []
