"""People's questions: where a sentence is marked as the answer, and the nearest text that does not answer."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.small import seeded
from training.human import (
    Nearest,
    Passage,
    passages,
    sentence_at,
    squad_passages,
    unanswering,
    whole_window,
    window_of,
    windows,
)
from training.sources import Row
from training.windows import Place, Window

DAM = (
    "The valley of Tarn is narrow.",
    "Its dam is 84 metres high.",
    "Mary Orme built the dam in 1934.",
    "It rained.",
    "Cakes were sold.",
)
FAIR = ("The fair of Brackwater opens in May.", "Horses are sold there.", "The dam of the fair is a mare.")
LAKE = ("Lake Ellwood lies behind the dam.", "It is 84 metres deep.", "Boats cross it.")
LONG = tuple(f"Line {number} tells of ten more things that came to pass." for number in range(60))


ROW: Row = {
    "source": "fairytaleqa",
    "group": "tarn",
    "question": "How high is the dam?",
    "passage": " ".join(DAM),
    "sentences": list(DAM),
    "answer": ["84 metres"],
    "answer_sentence": [1],
    "answerable": True,
}


def asked(
    sentences: Sequence[str] = DAM,
    right: Sequence[int] | None = (1,),
    *,
    answers: Sequence[str] = ("84 metres",),
    group: str = "tarn",
    title: str = "Tarn",
) -> Passage:
    """The question of how high the dam is, put to a text."""
    chosen = None if right is None else frozenset(right)
    possible = right is None or bool(right)
    return Passage(
        "How high is the dam?", title, tuple(sentences), chosen, tuple(answers), possible, group, "fairytaleqa"
    )


def only(rows: Sequence[Row]) -> Passage:
    [passage] = passages(rows)
    return passage


def test_marked_sentences_are_right_and_all_others_wrong() -> None:
    passage = only([ROW])
    assert passage == Passage(
        "How high is the dam?", "", DAM, frozenset({1}), ("84 metres",), True, "tarn", "fairytaleqa"
    )
    assert whole_window(passage, seeded(0)).labels == (False, True, False, False, False)


def test_a_text_that_does_not_answer_has_no_right_sentence_and_one_that_nobody_marked_may_have_any() -> None:
    impossible = only([ROW | {"answer": [], "answer_sentence": None, "answerable": False}])
    unmarked = only([ROW | {"answer_sentence": None}])
    assert whole_window(impossible, seeded(0)).labels == (False,) * 5
    assert whole_window(impossible, seeded(0)).holds_answer is False
    assert whole_window(unmarked, seeded(0)).labels == (None,) * 5
    assert whole_window(unmarked, seeded(0)).holds_answer is True


def test_a_text_is_split_where_its_sentences_are_not_given() -> None:
    assert only([ROW | {"sentences": None}]).sentences == DAM


@pytest.mark.parametrize(
    ("source", "group", "title"),
    [
        ("squad1-train", "Tarn_Valley", "Tarn Valley"),
        ("squad2-train", "Tarn", "Tarn"),
        ("squadshifts_new_wiki", "Tarn_Valley", "Tarn Valley"),
        ("squad1-train", "Tarn%2C_Maine", ""),
        ("squad1-train", "reqa-12", ""),
        ("selqa", "flan-tarn", ""),
        ("fairytaleqa", "Tarn_Valley", ""),
    ],
)
def test_a_group_that_is_a_page_gives_its_name_for_a_title(source: str, group: str, title: str) -> None:
    assert only([ROW | {"source": source, "group": group}]).title == title


def squad_row(*answers: str, impossible: bool = False) -> Row:
    return {
        "question": "How high is the dam?",
        "title": "Tarn_Valley",
        "context": " ".join(DAM),
        "answers": list(answers),
        "is_impossible": impossible,
    }


def test_of_squad_the_sentence_of_the_first_answer_is_right() -> None:
    [passage] = squad_passages([squad_row("84 metres", "narrow")])
    assert (passage.sentences, passage.right, passage.title) == (DAM, frozenset({1}), "Tarn Valley")
    assert passage.answerable


def test_of_squad_an_impossible_question_has_no_answer_though_a_plausible_one_is_given() -> None:
    [passage] = squad_passages([squad_row("84 metres", impossible=True)])
    assert (passage.right, passage.answers, passage.answerable) == (frozenset(), (), False)


@pytest.mark.parametrize(
    ("answer", "number"), [("84 metres", 1), ("narrow. Its", 0), ("It rained.", 3), ("sold.", 4), ("nowhere", 0)]
)
def test_an_answer_is_in_the_sentence_in_which_it_begins(answer: str, number: int) -> None:
    assert sentence_at(" ".join(DAM), DAM, answer) == number


def test_a_whole_text_tells_where_its_short_answer_stands() -> None:
    assert whole_window(asked(), seeded(0)).answer == Place(1, 11, 20)
    assert DAM[1][11:20] == "84 metres"


def test_an_answer_that_is_nearly_its_sentence_or_in_none_that_is_right_is_no_short_one() -> None:
    assert whole_window(asked(answers=("Its dam is 84 metres high",)), seeded(0)).answer is None
    assert whole_window(asked(right=(2,)), seeded(0)).answer is None
    assert whole_window(asked(right=None), seeded(0)).answer is None


def test_most_windows_show_their_title_and_some_do_not() -> None:
    titles = [whole_window(asked(), seeded(seed)).title for seed in range(60)]
    assert set(titles) == {"Tarn", ""}
    assert titles.count("") < len(titles) / 2
    assert {unanswering(asked(), asked(FAIR, title="Fair"), seeded(seed)).title for seed in range(60)} == {"Fair", ""}


@given(st.integers(0, 59), st.integers(0, 999))
def test_a_window_is_a_stretch_around_the_answer(right: int, seed: int) -> None:
    window = window_of(whole_window(asked(LONG, (right,)), seeded(seed)), seeded(seed))
    assert [text for text, label in zip(window.sentences, window.labels, strict=True) if label] == [LONG[right]]
    assert window.holds_answer is True
    first = LONG.index(window.sentences[0])
    assert window.sentences == LONG[first : first + len(window.sentences)]
    assert 30 <= sum(len(text.split()) for text in window.sentences) <= 130


def test_windows_are_of_many_lengths_and_the_answer_stands_anywhere_in_them() -> None:
    found = [window_of(whole_window(asked(LONG, (30,)), seeded(seed)), seeded(seed)) for seed in range(200)]
    assert len({len(window.sentences) for window in found}) >= 8
    assert len({window.sentences.index(LONG[30]) for window in found}) >= 8


def test_a_window_without_an_answer_is_any_stretch() -> None:
    found = [window_of(whole_window(asked(LONG, ()), seeded(seed)), seeded(seed)) for seed in range(200)]
    assert len({window.sentences[0] for window in found}) > 30
    assert {window.holds_answer for window in found} == {False}


def cut(*texts: Passage, elsewhere: float = 0.0, without: float = 0.0, seed: int = 0) -> list[Window]:
    return list(windows(texts, seeded(seed), elsewhere=elsewhere, without=without))


def test_every_text_gives_a_window_and_without_shares_no_more() -> None:
    found = cut(asked(), asked(FAIR, ()), asked(LAKE, None))
    assert [(window.holds_answer, window.origin) for window in found] == [
        (True, "fairytaleqa"),
        (False, "fairytaleqa"),
        (True, "fairytaleqa"),
    ]


def test_a_question_is_also_put_to_the_nearest_text_that_lacks_its_answer() -> None:
    found = cut(asked(), asked(FAIR, (), group="fair"), asked(LAKE, (), group="lake"), elsewhere=1.0)
    [other] = [window for window in found if window.origin == "fairytaleqa-elsewhere"]
    assert other.sentences == FAIR  # the lake has more in common with it, and the words of the answer
    assert (set(other.labels), other.holds_answer, other.answer) == ({False}, False, None)
    assert other.question == "How high is the dam?"


def test_a_text_of_the_same_group_comes_before_a_nearer_one() -> None:
    far = ("Nothing here has a word of it.", "Trees grow.")
    texts = (asked(), asked(FAIR, (), group="fair"), asked(far, (), group="tarn"))
    assert [window.sentences for window in cut(*texts, elsewhere=1.0) if "elsewhere" in window.origin] == [far]


def test_where_every_text_has_the_answer_a_question_is_put_to_none() -> None:
    assert Nearest([asked(), asked(LAKE, ())]).without_answer(0) is None
    assert len(cut(asked(), asked(LAKE, ()), elsewhere=1.0)) == 2


def test_the_same_text_with_another_question_is_no_other_text() -> None:
    assert Nearest([asked(), asked(right=(2,), answers=("Orme",))]).without_answer(0) is None


def test_a_question_is_also_put_to_what_stands_beside_its_answer() -> None:
    [whole, rest] = cut(asked(), without=1.0)
    assert whole.origin == "fairytaleqa"
    assert rest.origin == "fairytaleqa-rest"
    assert rest.sentences == DAM[2:]
    assert (set(rest.labels), rest.holds_answer, rest.answer) == ({False}, False, None)


def test_one_sentence_beside_the_answer_is_too_little_to_be_read_without_it() -> None:
    assert len(cut(asked(DAM[:3]), without=1.0)) == 1


def test_a_question_without_an_answer_or_without_a_mark_is_put_to_its_own_text_alone() -> None:
    found = cut(asked(right=()), asked(FAIR, None, answers=("yes",)), elsewhere=0.0, without=1.0)
    assert len(found) == 2
    assert len(cut(asked(right=()), asked(FAIR, ()), elsewhere=1.0, without=1.0)) == 2


def test_the_same_seed_cuts_the_same_windows() -> None:
    texts = (asked(LONG, (30,)), asked(), asked(FAIR, ()))
    one, two, other = (cut(*texts, elsewhere=0.5, without=0.5, seed=seed) for seed in (1, 1, 2))
    assert one == two != other
