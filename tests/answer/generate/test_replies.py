"""Of what a model replies, only an opinion and the numbers of sentences are read, and anything else is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.generate.chooser import chosen_numbers
from qa.answer.generate.second_opinion import CHOICES, opinion_in


@pytest.mark.parametrize(
    ("reply", "opinion"),
    [
        ('{"choice": "supported"}', "supported"),
        ('{"choice": "Not_Stated"}', "not_stated"),
        ("contradicted", "contradicted"),
        ("**Supported.** The quote says so.", "supported"),
        ("Not stated", "not_stated"),
        ("NOT_STATED\nbecause", "not_stated"),
        ('"supported"', "supported"),
        ("The sentence is supported.", None),
        ("not supported", None),
        ('{"choice": "yes"}', None),
        ('{"verdict": "supported"}', None),
        ("[" * 200, None),
        ("", None),
    ],
)
def test_an_opinion_is_the_first_word_or_the_choice_in_json(reply: str, opinion: str | None) -> None:
    assert opinion_in(reply) == opinion


@given(st.text())
def test_no_other_text_is_an_opinion(reply: str) -> None:
    assert opinion_in(reply) in {None, *CHOICES}


@pytest.mark.parametrize(
    ("reply", "numbers"),
    [
        ("3, 1", [3, 1]),
        ("[3], [1] and [3]", [3, 1]),
        ("\n 12.", [12]),
        ("Sentences [4] and [2] answer.", [4, 2]),
        ("There are 2,500 troops.", []),
        ("2500 troops", []),
        ("1234", []),
        ("", []),
    ],
)
def test_numbers_are_those_of_a_line_of_numbers_or_in_brackets(reply: str, numbers: list[int]) -> None:
    assert chosen_numbers(reply) == numbers


@given(st.text())
def test_numbers_are_read_once_each_of_whatever_comes(reply: str) -> None:
    numbers = chosen_numbers(reply)
    assert len(numbers) == len(set(numbers))
    assert all(0 <= number <= 999 for number in numbers)
