"""Questions that are held aside, with the candidates that the product reads and what is known of each."""

from collections.abc import Iterator

import pytest

from tests.driving import in_memory
from training.heldaside import NAMES, Asked, Held, held, tells
from training.mine import Miner, raw_article

_TARN = raw_article(
    "tarn", "The bridge of Tarn is old. It was built by Mary Ellwood in 1934. Tarn painted it red.", "Tarn"
)
_ORME = raw_article("orme", "The bridge of Orme is new. Cakes are sold beside the bridge of Orme on Sundays.", "Orme")


@pytest.fixture
def miner() -> Iterator[Miner]:
    with in_memory() as services:
        services.articles.store([_TARN, _ORME], lambda _: None)
        yield Miner(services.library, services.answerer.retriever, services.answerer.ranker)


def _asked(miner: Miner, asked: Asked) -> Held:
    [found] = held(miner, [asked])
    return found


def test_right_is_a_sentence_with_the_answers_words_in_one_of_its_articles(miner: Miner) -> None:
    question = "Who built the bridge of Tarn?"
    own = _asked(miner, Asked(question, tells(["Mary Ellwood"], {_TARN.id})))
    elsewhere = _asked(miner, Asked(question, tells(["Mary Ellwood"], {_ORME.id})))
    anywhere = _asked(miner, Asked(question, tells(["Mary Ellwood"])))
    assert own.answerable
    assert [own.right().sum(), elsewhere.right().sum(), anywhere.right().sum()] == [1, 0, 1]


def test_of_a_question_that_nothing_answers_no_sentence_is_right(miner: Miner) -> None:
    found = _asked(miner, Asked("Who sold the bridge of Tarn?", None))
    assert not found.answerable
    assert found.options
    assert not found.right().any()


def test_an_article_that_is_left_out_has_no_candidates(miner: Miner) -> None:
    question = "Which bridge is new?"
    everything = _asked(miner, Asked(question, None))
    without = _asked(miner, Asked(question, None, {_ORME.id}))
    assert len(everything.options) == 5
    assert len(without.options) == 3


def test_every_rule_by_which_a_sentence_answers_another_question_is_kept(miner: Miner) -> None:
    found = _asked(miner, Asked("Who bought the bridge of Tarn for Lyon Weekly in May 1950?", None))
    assert all(option.mismatches >= {"name", "date"} for option in found.options)
    assert not any(option.fits for option in found.options)


def test_the_numbers_of_a_question_are_a_row_a_candidate(miner: Miner) -> None:
    found = _asked(miner, Asked("Which bridge is new?", None))
    assert found.numbers().shape == (5, len(NAMES))
