"""The sentences that are put into a model's mouth are whole, each once, on articles that there are."""

from collections import Counter

from bench.retellings.tellings import tellings
from tests.conftest import ROOT

ARTICLES = {path.stem for folder in ("seeds", "bench/town/articles") for path in (ROOT / folder).iterdir()}
TELLINGS = tellings()


def test_there_are_150_true_and_200_false_sentences() -> None:
    assert Counter(telling.honest for telling in TELLINGS) == {True: 150, False: 200}
    assert len({telling.id for telling in TELLINGS}) == len({telling.text for telling in TELLINGS}) == 350


def test_each_is_on_articles_that_there_are() -> None:
    for telling in TELLINGS:
        about = (telling.article,) if isinstance(telling.article, str) else telling.article
        assert set(about) <= ARTICLES, telling.id


def test_the_true_part_of_a_false_sentence_stands_in_it() -> None:
    parts = [telling for telling in TELLINGS if telling.stands]
    assert parts
    assert all(telling.text.startswith(telling.stands) and not telling.honest for telling in parts)
