"""A reworded question still asks for the same thing: it may leave details out and use other words, and adds nothing."""

import pytest

from qa.adapters.tokens import Pair
from tests.training.small import seeded, small_wordnet
from training.examples import Example
from training.reworded import reworded, reworded_examples

QUESTION = "How many ferries also left the port of Tarn on Monday?"


def ways(question: str) -> set[str]:
    wordnet = small_wordnet()
    return {reworded(question, wordnet, seeded(seed)) for seed in range(60)}


def test_details_at_the_end_and_modifiers_are_left_out_or_only_keywords_kept() -> None:
    wordings = ways(QUESTION)

    assert QUESTION in wordings
    assert "How many ferries left the port of Tarn on Monday?" in wordings
    assert any(not text.endswith("?") and text.startswith("many ferries") for text in wordings)
    assert any("Monday" not in text for text in wordings)


def test_nothing_is_added_that_was_not_asked() -> None:
    words = set(QUESTION.rstrip("?").split())

    assert all(set(text.rstrip("?").split()) <= words for text in ways(QUESTION))


@pytest.mark.parametrize("question", ["Who left Tarn?", "Who won it?"])
def test_a_short_question_keeps_its_words(question: str) -> None:
    assert all(len(text.split()) >= len(question.split()) - 1 for text in ways(question))


def test_of_each_generated_question_the_right_and_the_nearest_wrong_sentence_are_asked_alike() -> None:
    def example(told: str, origin: str, *, label: bool) -> Example:
        return Example("evidence", Pair(QUESTION, told), label, origin)

    made = [
        example("Right.", "generated", label=True),
        example("Nearest.", "generated", label=False),
        example("Another.", "generated", label=False),
        example("Right.", "twin", label=False),
    ]
    examples = list(reworded_examples(made, small_wordnet(), seeded(1)))

    assert [(example.pair.text, example.label) for example in examples] == [("Right.", True), ("Nearest.", False)]
    assert len({example.pair.query for example in examples}) == 1
