"""What the reader is taught with: windows of people's questions, of the news quiz and of questions made by rules."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from eval.metrics.text import contains
from tests.training.small import seeded, small_sources, small_wordnet
from training import mixture
from training.human import split
from training.sources import HASHES, PAGES_ASIDE, Row, Sources
from training.windows import Window

_ASIDE = ("questions/squad_train_part.jsonl.gz", "questions/squadshifts_new_wiki.jsonl.gz")
_STORY = (
    "The valley of Tarn is narrow and deep.",
    "The dam at Tarn is 84 metres high, as the town says.",
    "Mary Orme built the dam in the year 1934.",
)
_OTHER = ("Horses are sold at the fair of Brackwater.", "The dam of a foal is a mare, and no wall.")


_ROW: Row = {
    "source": "fairytaleqa",
    "group": "orme",
    "question": "How high is the dam at Tarn?",
    "passage": " ".join(_STORY),
    "sentences": list(_STORY),
    "answer": ["84 metres"],
    "answer_sentence": [1],
    "answerable": True,
}
_OTHER_ROW: Row = _ROW | {"passage": " ".join(_OTHER), "sentences": list(_OTHER), "answer": ["mare"]}


def taught(folder: Path, rows: Sequence[Row], *, name: str = "fairytaleqa", aside: Sequence[Row] = ()) -> list[Window]:
    files: dict[str, Sequence[Row]] = {_ASIDE[0]: aside, _ASIDE[1]: [], f"questions/{name}.jsonl.gz": rows}
    return list(mixture.people(small_sources(folder, files), name, seeded(0)))


def test_a_question_is_put_to_its_text(tmp_path: Path) -> None:
    [first, *_] = taught(tmp_path, [_ROW])
    assert (first.question, first.sentences, first.labels) == (_ROW["question"], _STORY, (False, True, False))


def test_a_sentence_of_a_page_that_is_held_aside_teaches_nothing_though_another_file_has_it(tmp_path: Path) -> None:
    page = next(iter(PAGES_ASIDE))
    aside = [_ROW | {"group": page, "source": "squad1-train"}]
    found = taught(tmp_path, [_ROW, _OTHER_ROW], aside=aside)
    assert {window.sentences for window in found} == {_OTHER}


def test_a_text_whose_answer_nobody_located_teaches_nothing_unless_it_says_yes_or_no(tmp_path: Path) -> None:
    rows = [_ROW | {"answer_sentence": None}, _OTHER_ROW]
    assert {window.sentences for window in taught(tmp_path / "marked", rows)} == {_OTHER}
    yes_or_no = [_ROW | {"answer_sentence": None, "answer": ["yes"], "source": "boolq"}] * 2500
    assert {window.holds_answer for window in taught(tmp_path / "boolq", yes_or_no, name="boolq_part")} == {True}


def test_an_impossible_question_is_taken_three_times(tmp_path: Path) -> None:
    impossible = _OTHER_ROW | {
        "question": "Who built the fair?",
        "answer": [],
        "answer_sentence": [],
        "answerable": False,
    }
    found = taught(tmp_path, [_ROW, impossible])
    assert [window.question for window in found].count("Who built the fair?") == 3


def test_every_file_that_teaches_is_one_whose_hash_is_known() -> None:
    assert {f"questions/{name}.jsonl.gz" for name in mixture.FILES} <= set(HASHES)


def squad_row(title: str, *answers: str) -> Row:
    return {
        "question": f"How high is the dam of {title}?",
        "title": title,
        "context": " ".join(_STORY),
        "answers": list(answers),
        "is_impossible": not answers,
    }


def test_of_squad_only_the_pages_that_teach_are_taken_and_impossible_questions_three_times(tmp_path: Path) -> None:
    rows = [squad_row("Force", "84 metres"), squad_row("Huguenot"), squad_row("Immune_system", "84 metres")]
    found = list(mixture.squad(small_sources(tmp_path, {"squad/squad2_dev_part.jsonl.gz": rows}), seeded(0)))
    own = [window.question for window in found if window.origin == "squad2-dev"]
    assert own.count("How high is the dam of Force?") == 1
    assert sum("huguenot" in question.lower() for question in own) == 3
    assert not any("Immune" in question for question in own)


def test_the_selected_sentences_of_a_long_answer_are_right_and_blank_ones_are_left_out(tmp_path: Path) -> None:
    passage = {"title": "Tarn", "sentences": [*_STORY, " "]}
    answered = {"input": "how high", "passages": [passage], "output": [{"selected_sentences": [_STORY[1]]}]}
    unanswered = {"input": "how deep", "passages": [passage], "output": []}
    files = {"squad/clapnq_answerable.jsonl.gz": [answered], "squad/clapnq_unanswerable.jsonl.gz": [unanswered]}
    found = list(mixture.clapnq(small_sources(tmp_path, files), seeded(0)))
    assert [(window.question, window.labels, window.holds_answer) for window in found] == [
        *[("how high", (False, True, False), True)] * 3,
        *[("how deep", (False, False, False), False)] * 3,
    ]


_FLOOD = (
    "The flood at Tarn damaged 2,500 homes on Friday. It rained for six days in the valley. "
    "Mary Orme counted 2,500 sheep last year. The mayor thanked all who had helped."
)


def news_sources(folder: Path, articles: Mapping[str, str], *, aside: Sequence[str] = ()) -> Sources:
    """The news with one quiz question that the first article answers; `aside` are those of the news collection."""
    rows = [{"id": name, "title": f"Title of {name}", "text": text} for name, text in articles.items()]
    question = {
        "date": "2020/1/1",
        "question": "How many homes were damaged by the flood at Tarn?",
        "answers": ["2,500"],
        "evidence_text": "The flood at Tarn damaged 2,500 homes.",
        "articles_containing_answer": list(articles)[:1],
    }
    files: dict[str, Sequence[Row]] = {
        "news_train/articles.jsonl.gz": rows,
        "news_train/questions.jsonl.gz": [question],
        "news/corpus.jsonl.gz": [{"_id": name} for name in aside],
    }
    return small_sources(folder, files)


def test_a_quiz_question_is_put_to_what_answers_it_and_to_the_nearest_that_does_not(tmp_path: Path) -> None:
    sources = news_sources(tmp_path, {"flood": _FLOOD, "orme": "A flood at Orme damaged a wall. Nobody lives at Tarn."})
    found = list(mixture.quiz(sources, seeded(0)))
    right = [window for window in found if window.origin == "quiz"]
    wrong = [window for window in found if window.origin == "quiz-elsewhere"]
    assert {window.sentences for window in right} == {tuple(split(_FLOOD))}
    assert {window.labels for window in right} == {(True, False, None, False)}  # the sheep may be as many
    assert {window.holds_answer for window in right} == {True}
    assert {window.answer.sentence for window in right if window.answer} == {0}
    assert {window.title for window in wrong} == {"Title of orme"}
    for window in wrong:
        assert not contains(" ".join(window.sentences), ["2,500"])
        assert (set(window.labels), window.holds_answer) == ({False}, False)


def test_news_that_is_held_aside_teaches_nothing(tmp_path: Path) -> None:
    sources = news_sources(tmp_path, {"flood": _FLOOD, "orme": _FLOOD, "empty": " "}, aside=["orme/index.html"])
    assert [article["id"] for article in mixture.news(sources)] == ["flood"]


def test_a_question_made_of_a_sentence_stands_beside_its_twin_on_the_same_text(tmp_path: Path) -> None:
    text = (
        "Mary Ellwood said the old bridge of Tarn was built in 1934 by the town. "
        "The flood damaged 2,500 homes in the lower valley of Brackwater on Friday. "
        "Linda Orme approved the plan for the new harbour in Scotland on Tuesday."
    )
    articles = {f"article-{number}": text for number in range(12)}
    found = list(mixture.twins(news_sources(tmp_path, articles), small_wordnet(), seeded(0)))
    made = [window for window in found if window.origin == "generated"]
    assert made
    for window in made:
        assert window.labels.count(True) == 1
        assert window.holds_answer is True
        assert set(window.sentences) <= set(split(text))
    paired = [(one, other) for one, other in pairwise(found) if other.origin == "twin"]
    assert paired
    for own, twin in paired:
        assert own.origin == "generated"
        assert (twin.title, twin.sentences) == (own.title, own.sentences)
        assert twin.question != own.question
        assert (set(twin.labels), twin.holds_answer) == ({False}, False)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_makes_the_same_windows(tmp_path: Path, seed: int) -> None:
    sources = news_sources(tmp_path, {"flood": _FLOOD, "orme": "A flood at Orme damaged a wall. Nobody lives at Tarn."})
    one, two = (list(mixture.quiz(sources, seeded(seed))) for _ in range(2))
    assert one == two


def test_a_question_with_one_thing_changed_is_put_to_the_text_that_answered_it_and_nothing_there_answers(
    tmp_path: Path,
) -> None:
    asked = _ROW | {"question": "How high was the dam at Tarn in 1934?", "source": "nq"}
    nobody = _ROW | {"answer_sentence": None, "source": "nq"}
    files: dict[str, Sequence[Row]] = {f"questions/{name}.jsonl.gz": [] for name in mixture.CHANGED}
    files |= {_ASIDE[0]: [], _ASIDE[1]: [], "questions/nq_part.jsonl.gz": [asked, nobody]}
    [window] = mixture.changed(small_sources(tmp_path, files), small_wordnet(), seeded(0))
    assert window.question != asked["question"]
    assert set(window.question.rstrip("?").split()) & {"dam", "Tarn", "1934"}
    assert window.sentences == _STORY
    assert (window.labels, window.holds_answer, window.answer) == ((False,) * 3, False, None)


def test_a_question_whose_answer_is_said_vaguely_is_not_answered_and_one_that_is_said_twice_is_left_out(
    tmp_path: Path,
) -> None:
    twice = _ROW | {"passage": " ".join((*_STORY, _STORY[1])), "sentences": [*_STORY, _STORY[1]]}
    unlocated = _ROW | {"answer": ["very high"]}
    files: dict[str, Sequence[Row]] = {f"questions/{name}.jsonl.gz": [] for name in mixture.CHANGED}
    files |= {_ASIDE[0]: [], _ASIDE[1]: [], "questions/nq_part.jsonl.gz": [_ROW, twice, unlocated]}
    [window] = mixture.vague(small_sources(tmp_path, files), seeded(0))
    assert window.sentences[0] == _STORY[0]
    assert "84" not in window.sentences[1]
    assert (window.labels, window.holds_answer) == ((False,) * 3, False)
