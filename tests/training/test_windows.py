"""Windows are cut from texts, keep what is known of their sentences, and are written to a file and read again."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.small import seeded
from training.windows import Place, Window, in_form, part, read, stretch, write

_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
_LABELS = st.sampled_from([True, False, None])
LINES = ("It rained.", "The dam at Tarn is 84 metres high.", "Orme built it.", "Cakes were sold.", "It snowed.")


@st.composite
def window(draw: st.DrawFn) -> Window:
    sentences = draw(st.lists(_TEXT, min_size=1, max_size=6))
    labels = tuple(draw(_LABELS) for _ in sentences)
    place = st.builds(Place, st.integers(0, len(sentences) - 1), st.integers(0, 9), st.integers(9, 20))
    return Window(
        draw(_TEXT), draw(_TEXT), tuple(sentences), labels, draw(_LABELS), draw(st.none() | place), draw(_TEXT)
    )


def judged(*labels: bool | None, holds: bool | None = True, answer: Place | None = None) -> Window:
    return Window("How high is the dam?", "Tarn", LINES[: len(labels)], labels, holds, answer, "made")


ANSWERED = judged(False, True, False, False, False, answer=Place(1, 19, 28))
UNMARKED = judged(None, None, None, None, None)


@given(st.lists(window(), max_size=4))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, windows: list[Window]) -> None:
    path = tmp_path_factory.mktemp("windows") / "new" / "windows.jsonl.gz"
    assert write(iter(windows), path) == len(windows)
    assert read(path) == windows


def test_a_file_holds_a_window_a_line(tmp_path: Path) -> None:
    write([ANSWERED, UNMARKED], tmp_path / "windows.jsonl.gz")
    with gzip.open(tmp_path / "windows.jsonl.gz", "rt", encoding="utf-8") as file:
        assert [json.loads(line)["sentences"] for line in file] == [list(LINES)] * 2


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30), st.data(), st.integers(1, 130), st.integers(0, 99))
def test_a_stretch_holds_its_sentence_keeps_to_its_words_and_leaves_no_room_for_a_neighbour(
    counts: list[int], data: st.DataObject, words: int, seed: int
) -> None:
    sentences = [" ".join(["rain"] * count) for count in counts]
    around = data.draw(st.integers(0, len(counts) - 1))
    places = stretch(sentences, around, words, seeded(seed))
    total = sum(counts[place] for place in places)
    assert around in places
    assert 0 <= places.start < places.stop <= len(counts)
    assert total <= words or list(places) == [around]
    beside = [place for place in (places.start - 1, places.stop) if 0 <= place < len(counts)]
    assert all(total + counts[place] > words for place in beside)


def test_a_sentence_stands_anywhere_in_its_stretch() -> None:
    first = {10 - stretch(["It rained."] * 20, 10, 10, seeded(seed)).start for seed in range(60)}
    assert first == {0, 1, 2, 3, 4}


def test_a_part_keeps_what_is_known_of_its_sentences_and_where_the_answer_stands_in_it() -> None:
    kept = part(ANSWERED, range(1, 3))
    assert kept == Window(ANSWERED.question, "Tarn", LINES[1:3], (True, False), True, Place(0, 19, 28), "made")
    assert kept.answer is not None
    assert kept.sentences[0][kept.answer.start : kept.answer.end] == "84 metres"


def test_a_part_without_the_right_sentence_answers_nothing() -> None:
    rest = part(ANSWERED, range(2, 5))
    assert (rest.labels, rest.holds_answer, rest.answer) == ((False, False, False), False, None)


def test_of_an_unmarked_text_the_whole_holds_the_answer_and_of_a_part_nobody_can_tell() -> None:
    assert part(UNMARKED, range(5)).holds_answer is True
    assert part(UNMARKED, range(4)).holds_answer is None


def test_a_part_with_a_right_sentence_holds_the_answer_whatever_the_others_are() -> None:
    assert part(judged(None, True, False, None, None), range(1, 4)).holds_answer is True
    assert part(judged(None, True, False, None, None), range(2, 4)).holds_answer is None


def test_a_whole_passage_stays_as_it_is() -> None:
    assert in_form(ANSWERED, "passage", 1, seeded(0)) == [ANSWERED]


def test_alone_each_right_sentence_and_some_of_the_others_are_windows_of_their_own() -> None:
    found = in_form(ANSWERED, "alone", 2, seeded(0))
    assert len(found) == 3
    assert all(len(each.sentences) == 1 and each.labels == (each.holds_answer,) for each in found)
    [right] = [each for each in found if each.holds_answer]
    assert right.sentences == (LINES[1],)
    assert right.answer == Place(0, 19, 28)
    assert {each.answer for each in found if not each.holds_answer} == {None}


def test_between_its_neighbours_a_sentence_alone_is_judged() -> None:
    found = in_form(ANSWERED, "between", 9, seeded(0))
    assert [each.sentences for each in found] == [LINES[:2], LINES[:3], LINES[1:4], LINES[2:5], LINES[3:]]
    assert [each.labels for each in found] == [
        (False, None),
        (None, True, None),
        (None, False, None),
        (None, False, None),
        (None, False),
    ]
    assert [each.holds_answer for each in found] == [False, True, False, False, False]
    assert [each.answer for each in found] == [None, Place(1, 19, 28), None, None, None]


@pytest.mark.parametrize("form", ["alone", "between"])
def test_what_nobody_can_tell_is_no_window_of_its_own(form: str) -> None:
    assert in_form(UNMARKED, "alone" if form == "alone" else "between", 9, seeded(0)) == []
