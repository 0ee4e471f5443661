"""Statements that follow from invented sentences, and those that do not."""

import pytest

from tests.training.small import seeded, small_wordnet
from training.examples import Example
from training.newstext import NewsText
from training.support import Writer

_ARTICLE = NewsText(
    "tarn",
    "Tarn bridge",
    (
        "The council closed the old bridge on Friday because the river had risen.",
        "The flood damaged 2,500 homes in the lower valley of Tarn.",
        "Mary Ellwood said the bridge was built in 1934.",
        "The river fell by nine feet on Sunday, officials said.",
        "Governor Robert Tarn visited the valley after the flood.",
    ),
)


@pytest.fixture(scope="module")
def found() -> list[Example]:
    return [example for seed in range(60) for example in Writer(small_wordnet(), seeded(seed)).examples(_ARTICLE)]


def test_what_follows_and_what_does_not_is_told_by_its_origin(found: list[Example]) -> None:
    assert {example.label for example in found} == {True, False}
    assert all(example.label == example.origin.startswith("true/") and example.task == "support" for example in found)


def test_a_sentence_follows_from_itself_and_not_once_a_figure_is_changed(found: list[Example]) -> None:
    assert any(it.pair.query == it.pair.text == _ARTICLE.sentences[1] and it.label for it in found)
    numbers = [it for it in found if it.origin == "false/number" and it.pair.text == _ARTICLE.sentences[1]]
    assert numbers
    assert not any("2,500" in it.pair.query for it in numbers)


def test_two_sentences_that_are_joined_follow_from_both_and_not_from_one(found: list[Example]) -> None:
    both = {it.pair.query: it.pair.text for it in found if it.origin == "true/merge"}
    half = [it for it in found if it.origin == "false/half"]
    assert half
    for it in half:
        assert it.label is False
        assert it.pair.text in _ARTICLE.sentences
        assert it.pair.text in both[it.pair.query] != it.pair.text


def test_a_sentence_does_not_follow_from_another_of_its_article(found: list[Example]) -> None:
    elsewhere = [example.pair for example in found if example.origin == "false/elsewhere"]
    assert elsewhere
    assert all(pair.query != pair.text and {pair.query, pair.text} <= set(_ARTICLE.sentences) for pair in elsewhere)


def test_an_article_of_one_sentence_is_taken() -> None:
    article = NewsText("tarn", "Tarn", _ARTICLE.sentences[:1])
    found = list(Writer(small_wordnet(), seeded(0)).examples(article))
    assert {it.pair.text for it in found} == {_ARTICLE.sentences[0]}


def test_the_same_seed_gives_the_same_examples() -> None:
    one, two = (list(Writer(small_wordnet(), seeded(5)).examples(_ARTICLE)) for _ in range(2))
    assert one == two
