"""A question that a sentence answers, and its twin, one thing apart, that the sentence does not."""

import pytest

from tests.training.small import seeded, small_wordnet
from training.newstext import NewsText
from training.twins import Twins, pairs_of_twins, twins_of

_OTHERS = ("Linda Orme said Brackwater Corp will appeal.", "Governor Robert Tarn shut the road in 1987.")
_SENTENCES = (
    "Mary Ellwood said the old bridge of Tarn was built in 1934 by the town.",
    "The flood damaged 2,500 homes in the lower valley of Brackwater on Friday.",
    "Linda Orme approved the plan for the new harbour in Scotland on Tuesday.",
)


def _twins(question: str) -> set[str]:
    return {twin for seed in range(20) for twin in twins_of(question, _OTHERS, small_wordnet(), seeded(seed))}


def _pairs(*articles: NewsText) -> list[Twins]:
    return list(pairs_of_twins(articles, small_wordnet()))


@pytest.mark.parametrize(
    "question", ["How many of the 2,500 homes in Tarn were flooded?", "Who built the bridge of Tarn in 1934?"]
)
def test_a_twin_is_a_question_like_its_own_and_another_one(question: str) -> None:
    twins = _twins(question)
    assert twins
    assert question not in twins
    assert all(twin.endswith("?") and not twin.endswith(".?") for twin in twins)
    assert all(twin[0].isupper() for twin in twins)


def test_a_twin_of_a_question_typed_in_haste_looks_as_hasty() -> None:
    twins = _twins("who built the bridge of tarn in 1934")
    assert twins
    assert all(twin[0].islower() and twin[-1] not in ".?" for twin in twins)


def test_a_twin_is_never_the_question_denied_or_doubted() -> None:
    twins = _twins("Which bridge was built in Tarn on Tuesday, Ellwood said?")
    assert twins
    for twin in twins:
        assert not {"not", "never", "may", "might", "could"} & set(twin.split())


def test_an_article_gives_one_question_that_names_something_with_its_sentence_and_its_twin() -> None:
    articles = [NewsText(f"tarn-{number}", "Tarn", _SENTENCES) for number in range(12)]
    pairs = _pairs(*articles)
    assert 0 < len(pairs) <= len(articles)
    for pair in pairs:
        assert pair.sentence in _SENTENCES
        assert pair.question != pair.twin
        assert any(word[0].isupper() for word in pair.question.split()[1:])


def test_an_article_whose_questions_name_nobody_gives_none() -> None:
    assert _pairs(NewsText("tarn", "Tarn", ("The council approved the plan for 40 new homes.",))) == []
    assert _pairs() == []


def test_the_same_articles_give_the_same_twins() -> None:
    articles = [NewsText(f"tarn-{number}", "Tarn", _SENTENCES) for number in range(6)]
    assert _pairs(*articles) == _pairs(*articles)
