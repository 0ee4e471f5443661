"""Questions that plain, invented sentences answer."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.small import seeded
from training.questions import questions


class _AsMade(Random):  # noqa: S311 - examples, not secrets
    """Leaves every question as the rules made it."""

    def random(self) -> float:
        return 0.99


def _asked(sentence: str) -> list[str]:
    return questions(sentence, _AsMade())


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Mary Ellwood opened the bakery on Tuesday.", "Who opened the bakery on Tuesday?"),
        ("Brackwater Council rejected the plan in March.", "Which organization rejected the plan in March?"),
        ("Kenya opened a new port at the lake.", "Which country opened a new port at the lake?"),
        ("Tarn baker Mary Ellwood sold the old shop.", "Which Tarn baker sold the old shop?"),
    ],
)
def test_the_subject_is_asked_for_as_a_person_or_a_body(sentence: str, question: str) -> None:
    assert question in _asked(sentence)


def test_the_leader_of_a_body_is_a_person() -> None:
    questions_asked = _asked("Tarn Senate Leader Ruth Ellwood opened the bakery.")
    assert "Who opened the bakery?" in questions_asked
    assert not any("organization" in question for question in questions_asked)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The council approved the plan on Friday.", "What did the council approve on Friday?"),
        ("The council approved the plan on Friday.", "When did the council approve the plan?"),
        ("The museum was built in 1934.", "When was the museum built?"),
        ("The ferry sank near Tarn after a storm.", "Where did the ferry sink after a storm?"),
        ("The fair will be held in Brackwater this summer.", "Where will the fair be held this summer?"),
        ("The flood damaged about 2,500 homes in the valley.", "How many homes did the flood damage in the valley?"),
        ("Some 40 pupils were rescued from the roof.", "How many pupils were rescued from the roof?"),
        ("The council spent $4 million on the bridge.", "How much money did the council spend on the bridge?"),
        ("The turnout in the town was 31 percent.", "What percentage was the turnout in the town?"),
        ("The road was closed because the river had risen.", "Why was the road closed?"),
    ],
)
def test_what_the_sentence_tells_is_asked_for(sentence: str, question: str) -> None:
    assert question in _asked(sentence)


@pytest.mark.parametrize(
    ("past", "base"),
    [
        ("carried", "carry"),
        ("planned", "plan"),
        ("moved", "move"),
        ("opened", "open"),
        ("sold", "sell"),
        ("filed", "file"),
        ("created", "create"),
        ("repeated", "repeat"),
    ],
)
def test_a_past_form_becomes_an_infinitive(past: str, base: str) -> None:
    assert f"When did the mayor {base} the thing?" in _asked(f"The mayor {past} the thing on Friday.")


@pytest.mark.parametrize("day", ["", " on Monday", " Monday", " last week"])
def test_what_somebody_said_is_asked_for_by_its_subject_whenever_it_was(day: str) -> None:
    questions_asked = _asked(f"Mary Ellwood said{day} that the old bridge was safe for traffic.")
    assert "What did Mary Ellwood say about the old bridge?" in questions_asked
    assert "Who said that the old bridge was safe for traffic?" in questions_asked


@pytest.mark.parametrize(
    "sentence",
    [
        "Mary Ellwood said she would not sell the old bakery.",
        "The museum said in a short statement that it was closed.",
        "Prayers for the crew will be said by the rector of Tarn.",
        "The council added benches to the old park in May.",
    ],
)
def test_no_topic_is_made_of_a_pronoun_a_circumstance_or_an_object(sentence: str) -> None:
    assert not any("say about" in question for question in _asked(sentence))


@pytest.mark.parametrize(
    ("sentence", "opening"),
    [
        ("The lake was fouled by mud that came down last summer.", "When"),
        ("Mary Ellwood was born in Tarn and moved away in 1980.", "When"),
        ("The talks in the capital ended in January.", "Where"),
        ("The town has seen a surge in Tarn flu cases.", "Where"),
    ],
)
def test_what_belongs_to_another_verb_or_is_none_is_not_asked_for(sentence: str, opening: str) -> None:
    assert not any(question.startswith(opening) for question in _asked(sentence))


def test_a_question_ends_where_a_second_verb_begins() -> None:
    questions_asked = _asked("The bridge closed in 1961 and reopened in 1962 as a museum.")
    assert not any("reopened" in question for question in questions_asked)
    assert "When was the bridge closed?" in _asked("The bridge was closed in 1961 and became a museum in 1962.")


def test_has_as_a_verb_of_its_own_is_asked_with_does() -> None:
    assert "How many bridges does the town have?" in _asked("The town has three bridges.")
    assert "When has the town planned the fair?" in _asked("The town has planned the fair since 1961.")


@pytest.mark.parametrize(
    "sentence",
    [
        "He opened the new bridge on Friday.",
        "That’s the bridge that was opened on Friday.",
        "Although the bridge was opened on Friday, it is closed.",
        "Was the bridge opened on Friday?",
        "“The bridge was opened on Friday,” Mary Ellwood said.",
        "The bridge, which is old, was opened on Friday.",
        "Bridge opened on Friday",
        "In 1877 she opened the new bridge on Friday.",
        "Her brother opened the new bridge on Friday.",
        "A bridge, a road and a railway.",
        "",
        ".",
    ],
)
def test_a_sentence_whose_subject_is_not_plain_to_see_is_not_taken(sentence: str) -> None:
    assert _asked(sentence) == []


def test_a_possessive_and_a_participle_are_no_subject_and_verb() -> None:
    assert "When was Tarn’s renewed bridge opened?" in _asked("Tarn’s renewed bridge was opened on Friday.")


def test_the_opening_circumstance_is_left_out() -> None:
    assert "Where was Mary Ellwood born?" in _asked("In a book about the town, Mary Ellwood was born in Tarn.")


def test_some_questions_are_typed_in_small_letters_or_as_a_few_words() -> None:
    sentence = "The council approved the plan on Friday."
    questions_asked = {question for seed in range(60) for question in questions(sentence, seeded(seed))}
    assert "when did the council approve the plan" in questions_asked
    assert "council approve plan" in questions_asked


def test_the_same_seed_gives_the_same_questions() -> None:
    sentence = "The council approved the plan in Tarn on Friday."
    assert questions(sentence, seeded(4)) == questions(sentence, seeded(4))


_PIECES = (
    "Tarn The the council mayor said has was opened on in Friday 1934 40 homes $4 million because that and , . ? ’s"
)


@given(st.lists(st.sampled_from(_PIECES.split()), max_size=14).map(" ".join), st.integers(0, 9))
def test_a_question_has_four_to_sixteen_words_or_their_gist(text: str, seed: int) -> None:
    for question in questions(text + ".", seeded(seed)):
        assert question.strip()
        assert len(question.split()) <= 16
        assert not question.endswith("?") or len(question.split()) >= 4
