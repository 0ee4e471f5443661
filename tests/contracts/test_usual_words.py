"""Whoever tells usual words knows the most usual ones, and takes no misspelt word for one."""

import pytest

from qa.adapters.onnx import OnnxEmbedder
from qa.ports import UsualWords
from qa.wiring.adapters import WEIGHTS
from tests.fakes import usual_word


@pytest.fixture(params=["three words", "vocabulary of the embedder"], scope="module")
def is_usual(request: pytest.FixtureRequest) -> UsualWords:
    return usual_word if request.param == "three words" else OnnxEmbedder(WEIGHTS).is_one_token


@pytest.mark.parametrize("word", ["score", "condition", "government"])
def test_usual_words_are_known(is_usual: UsualWords, word: str) -> None:
    assert is_usual(word)


@pytest.mark.parametrize("word", ["minster", "isreal", "goverment", "recieve", "teh", ""])
def test_misspelt_ones_are_not(is_usual: UsualWords, word: str) -> None:
    assert not is_usual(word)
