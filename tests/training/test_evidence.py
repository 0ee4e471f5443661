"""Which sentences answer an invented question, and which only look so."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.adapters.tokens import Pair
from qa.ingest.readers.ids import article_id
from tests.training.small import seeded, small_sources
from training import evidence
from training.evidence import NewsText
from training.examples import Example
from training.mine import MinedSentence
from training.sources import Row

_SENTENCES = (
    "The council approved the bridge plan on Tuesday.",
    "He thanked the council for all of its work since then.",
    "It had been asked for by many people in the valley.",
)
_ARTICLE = NewsText("tarn", "Tarn gets its bridge", _SENTENCES)


def _no_twins(question: str, others: Sequence[str]) -> list[str]:
    return []


def _on_friday(question: str, others: Sequence[str]) -> list[str]:
    assert _SENTENCES[0] not in others
    return [f"{question} (one)", f"{question} (two)", f"{question} (three)"]


def _generated(seed: int) -> list[Example]:
    return list(evidence.generated(_ARTICLE, _on_friday, seeded(seed)))


def test_a_question_is_answered_by_the_sentence_that_it_was_made_of() -> None:
    right = [example for seed in range(20) for example in _generated(seed) if example.label]
    assert right
    assert {it.pair.text for it in right} == {_SENTENCES[0]}
    assert {it.origin for it in right} == {"generated"}


def test_another_sentence_of_the_article_is_wrong_and_the_nearest_comes_first() -> None:
    found = _generated(0)
    right = next(it for it in found if it.label)
    wrong = [it.pair.text for it in found if it.origin == "generated" and not it.label]
    assert right.pair.text not in wrong
    assert wrong[0] == _SENTENCES[1]


def test_a_twin_of_the_question_is_not_answered_by_the_sentence() -> None:
    found = _generated(0)
    twins = [it for it in found if it.origin == "twin"]
    assert [it.pair.query[-5:] for it in twins] == ["(one)", "(two)"] * 2
    assert {(it.pair.text, it.label) for it in twins} == {(_SENTENCES[0], False)}


def test_most_pairs_show_the_title_and_some_do_not() -> None:
    titles = [example.pair.title for seed in range(60) for example in _generated(seed) if example.label]
    assert set(titles) == {"", "Tarn gets its bridge"}
    assert titles.count("") < len(titles) / 2


def test_an_article_of_which_nothing_is_asked_gives_nothing() -> None:
    article = NewsText("tarn", "Tarn", ("He thanked them for all the work.",))
    assert list(evidence.generated(article, _no_twins, seeded(0))) == []


def test_a_headline_is_answered_by_its_opening_and_not_by_the_nearest_other() -> None:
    others = [
        NewsText("orme", "Orme fair", ("The fair was opened by the mayor of Orme.",)),
        NewsText("lake", "Lake bridge", ("The bridge at the lake was shut after a flood.",)),
    ]
    own = NewsText("tarn", "Council approves bridge plan", _SENTENCES)
    assert list(evidence.headlines(own, others)) == [
        Example("evidence", Pair(own.title, _SENTENCES[0]), label=True, origin="headline"),
        Example("evidence", Pair(own.title, others[1].sentences[0], "Lake bridge"), label=False, origin="headline"),
    ]


def test_a_headline_on_another_matter_than_the_opening_is_left_out() -> None:
    article = NewsText("tarn", "Five things to know today", _SENTENCES)
    assert list(evidence.headlines(article, [_ARTICLE])) == []


def test_news_is_read_by_line_and_only_in_sentences_of_a_usual_length() -> None:
    text = "Tarn\nThe council approved the old bridge plan on Tuesday. It rained.\n\n" + "word " * 41 + "end."
    rows = [{"id": "tarn", "title": "Bridge", "text": text}, {"id": "short", "title": "None", "text": "It rained."}]
    assert list(evidence.news_texts(rows)) == [
        NewsText("tarn", "Bridge", ("The council approved the old bridge plan on Tuesday.",))
    ]


def _squad_row(context: str, answers: Sequence[str], *, impossible: bool = False) -> Row:
    return {
        "title": "Tarn_Bridge",
        "context": context,
        "question": "Who built the bridge?",
        "answers": list(answers),
        "is_impossible": impossible,
    }


def _sentence(article: str, text: str, coverage: float = 0.0) -> MinedSentence:
    return MinedSentence(article_id(article), "Bridge", text, text, coverage)


def test_squad_counts_a_sentence_of_the_own_paragraph_with_the_answer(tmp_path: Path) -> None:
    rows = [_squad_row("Ellwood built it.", ["Ellwood"]), _squad_row("Orme painted it.", ["Ellwood"], impossible=True)]
    sources = small_sources(tmp_path, {"squad/squad2_dev_part.jsonl.gz": rows})
    articles = evidence.squad_articles(sources)
    assert {title for _, title in articles.values()} == {"Tarn Bridge"}
    possible, impossible = evidence.squad(rows, articles)
    own, other = (str(name) for name, _ in articles.values())
    assert possible.judge(_sentence(own, "Mary Ellwood built it.")) is True
    assert possible.judge(_sentence(own, "Orme painted it.")) is False
    assert possible.judge(_sentence(other, "Mary Ellwood built it.")) is None
    assert impossible.judge(_sentence(other, "Mary Ellwood built it.")) is False


@pytest.mark.parametrize(
    ("text", "coverage", "verdict"),
    [
        ("The red bridge of Tarn was built by Ellwood.", 0.0, True),
        ("A cake was eaten by Ellwood.", 0.6, True),
        ("A cake was eaten by Ellwood.", 0.1, None),
        ("The red bridge of Tarn was built by Orme.", 0.9, False),
    ],
)
def test_the_quiz_counts_a_sentence_with_the_answer_that_is_near_the_evidence_or_the_question(
    text: str, coverage: float, verdict: bool | None
) -> None:
    row = {
        "question": "Who built it?",
        "answers": ["Ellwood"],
        "evidence_text": "Ellwood built the red bridge of Tarn.",
    }
    [question] = evidence.quiz([row])
    assert question.judge(_sentence("tarn", text, coverage)) is verdict


def test_the_known_evidence_of_a_quiz_question_is_right() -> None:
    rows: list[Row] = [
        {"question": "Who?", "evidence_text": "Ellwood did."},
        {"question": "What?", "evidence_text": None},
    ]
    assert list(evidence.evidence_texts(rows)) == [
        Example("evidence", Pair("Who?", "Ellwood did."), label=True, origin="quiz-evidence")
    ]


def test_the_selected_sentences_of_a_long_answer_are_right_and_read_as_people_write(tmp_path: Path) -> None:
    passage = {"title": "Tarn", "sentences": ["Tarn 's bridge , of 1934 , is old .", "It rained .", " "]}
    row = {"input": "how old", "passages": [passage], "output": [{"selected_sentences": [passage["sentences"][0]]}]}
    none = {"input": "how high", "passages": [passage], "output": []}
    files = {"squad/clapnq_answerable.jsonl.gz": [row], "squad/clapnq_unanswerable.jsonl.gz": [none]}
    found = list(evidence.clapnq(small_sources(tmp_path, files), seeded(0)))
    assert {(it.pair.query, it.pair.text, it.label) for it in found} == {
        ("how old", "Tarn's bridge, of 1934, is old.", True),
        ("how old", "It rained.", False),
        ("how high", "Tarn's bridge, of 1934, is old.", False),
        ("how high", "It rained.", False),
    }
