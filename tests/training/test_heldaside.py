"""Questions that are held aside, with the candidates that the product would read and what is known of each."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest

from qa.answer.calibration import CHEAP
from qa.answer.evidence.features import Weights
from qa.answer.evidence.ranker import Cascade
from qa.domain.answer import Quote
from qa.domain.article import ArticleId
from qa.ingest.readers.ids import article_id
from tests.answer.builders import FEATURES
from tests.driving import in_memory
from tests.fakes import OverlapEvidence
from training import heldaside
from training.heldaside import NAMES, Held, Option
from training.mine import Miner, raw_article
from training.sources import Row

_TARN = "The bridge of Tarn is old. It was built by Mary Ellwood in 1934. The town of Tarn painted the bridge red."
_ORME = "The bridge of Orme is new. Cakes are sold beside the bridge of Orme on Sundays."
_PAGES = {_TARN: (article_id("tarn"), "Tarn"), _ORME: (article_id("orme"), "Orme")}


@contextmanager
def _library(pages: Mapping[str, tuple[ArticleId, str]]) -> Iterator[Miner]:
    with in_memory() as services:
        articles = [raw_article(name, text, title) for text, (name, title) in pages.items()]
        services.articles.store(articles, lambda _: None)
        yield Miner(services.library, services.answerer.retriever, services.answerer.ranker)


@pytest.fixture
def miner() -> Iterator[Miner]:
    with _library(_PAGES) as made:
        yield made


def _row(question: str, context: str, *answers: str) -> Row:
    return {"question": question, "context": context, "answers": list(answers), "is_impossible": not answers}


def _texts(held: Held, *, right: bool) -> list[str]:
    return [option.quote.text for option in held.options if option.right is right]


def test_right_is_the_sentence_of_the_own_paragraph_in_which_the_answer_starts(miner: Miner) -> None:
    [held] = heldaside.squad(miner, [_row("Who built the bridge of Tarn?", _TARN, "Mary Ellwood")], _PAGES)
    assert held.answerable
    [right] = _texts(held, right=True)
    assert right.endswith("It was built by Mary Ellwood in 1934.")
    assert held.right().sum() == 1
    assert len(_texts(held, right=False)) == 4  # those of the other paragraph among them
    assert {option.quote.title for option in held.options} == {"Tarn", "Orme"}


def test_of_an_impossible_question_no_sentence_is_right(miner: Miner) -> None:
    [held] = heldaside.squad(miner, [_row("Who sold the bridge of Tarn?", _TARN)], _PAGES)
    assert not held.answerable
    assert _texts(held, right=True) == []
    assert held.options


def test_the_own_paragraph_is_there_even_where_nothing_finds_it_and_the_ten_nearest_others() -> None:
    nearer = {f"Cakes are sold on Sundays in village {number}.": f"village-{number}" for number in range(60)}
    pages = _PAGES | {text: (article_id(name), name) for text, name in nearer.items()}
    with _library(pages) as miner:
        [held] = heldaside.squad(miner, [_row("Where are cakes sold on Sundays?", _TARN, "1934")], pages)
    assert len([option for option in held.options if option.quote.title == "Tarn"]) == 3
    assert len(held.options) == 3 + 10
    assert len(_texts(held, right=True)) == 1


def test_a_quiz_question_is_answered_by_every_sentence_with_its_answers_words(miner: Miner) -> None:
    [held, none] = heldaside.quiz(miner, [("Which bridge is new?", ["Orme"]), ("Which bridge is new?", ["Lee"])])
    assert held.answerable
    assert _texts(held, right=True)
    assert all("Orme" in text for text in _texts(held, right=True))
    assert _texts(none, right=True) == []


def test_a_question_that_nothing_answers_has_candidates_all_the_same(miner: Miner) -> None:
    held = heldaside.asked(miner, "Who built the bridge of Tarn?", None)
    assert not held.answerable
    assert held.options
    assert not held.right().any()


def test_candidates_come_in_the_order_of_the_cheap_features(miner: Miner) -> None:
    rows = [_row("Who built the bridge of Tarn?", _TARN, "Mary Ellwood")]
    for held in (*heldaside.squad(miner, rows, _PAGES), *heldaside.quiz(miner, [(rows[0]["question"], ["Ellwood"])])):
        chances = [CHEAP.probability(option.features) for option in held.options]
        assert chances == sorted(chances, reverse=True)


def test_a_models_reading_fills_in_its_feature_and_changes_nothing_else(miner: Miner) -> None:
    held = heldaside.asked(miner, "Who built the bridge of Tarn?", None)
    [scored] = heldaside.read([held], {"answer": OverlapEvidence()})
    expected = OverlapEvidence().score(held.question, [option.quote for option in held.options])
    assert [option.features.answer for option in scored.options] == expected
    assert any(expected)
    assert [replace(option.features, answer=0.0) for option in scored.options] == [
        option.features for option in held.options
    ]
    assert scored.numbers().shape == (len(held.options), len(NAMES))
    assert scored.numbers()[:, NAMES.index("odds")].tolist() == [option.features.odds for option in scored.options]


def test_what_answers_another_question_is_refused_unless_the_order_alone_is_measured() -> None:
    cascade = Cascade(CHEAP, Weights(0.0, {"answer": 2.0}), read_at_most=2, batch=2, stop_at=1.0)
    good = Option(replace(FEATURES, answer=1.0), Quote("It rained."), None, right=True)
    held = Held("?", answerable=True, options=(good, replace(good, mismatch="name")))
    assert heldaside.scores(held, cascade).tolist() == pytest.approx([0.880797, 0.0])
    assert heldaside.scores(held, cascade, refuse=False).tolist() == pytest.approx([0.880797, 0.880797])


def test_a_question_without_candidates_has_no_scores() -> None:
    cascade = Cascade(CHEAP, CHEAP, read_at_most=2, batch=2, stop_at=1.0)
    held = Held("?", answerable=False, options=())
    assert heldaside.scores(held, cascade).shape == held.right().shape == (0,)
    assert heldaside.read([held], {"answer": OverlapEvidence()}) == [held]
