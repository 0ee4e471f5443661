"""Whoever guesses languages gives each a share of one, and tells plain texts apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.adapters.py3langid import Langid
from qa.ports import LanguageGuesser
from tests.fakes import guess_language

LANGID = Langid()


@pytest.fixture(params=[guess_language, LANGID], ids=["a few words", "py3langid"])
def guess(request: pytest.FixtureRequest) -> LanguageGuesser:
    guesser: LanguageGuesser = request.param
    return guesser


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wie viele und wer sind im und wann ist das", "de"),
        ("伊拉克有多少美军？", "zh"),
        ("How many American soldiers are still there?", "en"),
    ],
)
def test_the_language_of_a_plain_text_is_the_likeliest(guess: LanguageGuesser, text: str, language: str) -> None:
    guessed = guess(text)

    assert max(guessed, key=lambda code: guessed[code]) == language
    assert sum(guessed.values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("text", ["", "?", "2024", "\ud800", "\x00", "🙂" * 500])
def test_a_text_without_words_is_no_error(guess: LanguageGuesser, text: str) -> None:
    assert all(0 <= probability <= 1 for probability in guess(text).values())


@given(st.text(max_size=200))
def test_every_text_can_be_guessed(text: str) -> None:
    assert sum(LANGID(text).values()) == pytest.approx(1, abs=1e-3)
