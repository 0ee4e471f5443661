"""An exact answer gives way to a vague word of its kind; what has no such word is left alone."""

import pytest

from tests.training.small import seeded
from training.vague import vaguely


@pytest.mark.parametrize(
    ("sentence", "answer", "kept"),
    [
        ("The dam was finished in 1934.", "1934", "The dam was finished "),
        ("It reopens on 12 June after the repair.", "12 June", " after the repair."),
        ("The repair cost £6.4 million.", "£6.4 million", "The repair cost "),
        ("The dam is 84 metres high.", "84 metres", " metres high."),
        ("About 40 percent of the homes were flooded.", "40 percent", " of the homes were flooded."),
        ("The head is Mary Orme.", "Mary Orme", "The head is "),
        ("The dam stands in Tarn Valley.", "Tarn Valley", "The dam stands in "),
    ],
)
def test_an_exact_answer_gives_way_to_a_vague_one(sentence: str, answer: str, kept: str) -> None:
    start = sentence.index(answer)
    for seed in range(20):
        text = vaguely(sentence, start, start + len(answer), seeded(seed))
        assert text
        assert answer not in text
        assert kept in text
        assert not any(c.isdigit() for c in text)


@pytest.mark.parametrize(("sentence", "answer"), [("They left because of rain.", "rain"), ("1934 was dry.", "1934")])
def test_what_has_no_vague_word_of_its_kind_is_left_alone(sentence: str, answer: str) -> None:
    start = sentence.index(answer)
    assert vaguely(sentence, start, start + len(answer), seeded(0)) is None
