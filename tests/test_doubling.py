"""No untrusted text makes work grow faster than its length: twice the text takes about twice the time, at every step."""

import time
from collections.abc import Callable, Sequence

import pytest

from qa.answer.evidence.injection import is_instruction
from qa.answer.generate.prompt_passages import sanitize
from qa.answer.generate.stream_parser import StreamParser
from qa.text.sentences import sentences
from qa.text.tokens import sentence_tokens

Work = Callable[[str], object]

LENGTH = 8_000
"""Characters of the shorter text; what grows with the square of them takes minutes for a book."""
QUICK = 0.1
"""Seconds for the longer text: below, it does not matter how the time grows, and it cannot be told from noise."""
MOST = 3.5
"""Times that the longer text may take: twice is linear, four times is not, and a busy machine blurs both."""
TRIES = 3

MARKS = (
    ":",
    ". ",
    "a.",
    "a ",
    "A. ",
    "-",
    "(",
    ")",
    "[",
    "[1] ",
    '"',
    "1 ",
    "1, ",
    "\n",
    "- a\n",
    "x-",
    "<",
    "&a",
    "*a",
    "_a_ ",
)
WORDS = (
    "the ",
    "in ",
    "and ",
    "not ",
    "Ines said ",
    "and Ann Lee ",
    "U.S. ",
    "May ",
    "1 million ",
    "Sources: Reuters, ",
)
ROWS = ("a: b\n", "a|b\n", "a\tb\n", "By Ann Lee\n", "(Reporting by Ann Lee) ", "Read more ", "# a\n", "---\n")


def grows(work: Work, fragment: str) -> str:
    """Say how the time grew where it more than doubled; best of some tries, in seconds of this process alone."""
    shorter, longer = (fragment * (length // len(fragment)) for length in (LENGTH, 2 * LENGTH))
    for _ in range(TRIES):
        twice = _seconds(work, longer)
        if twice < QUICK or twice < MOST * (once := _seconds(work, shorter)):
            return ""
    return f"{fragment!r} took {once:.3f} s, and twice of it {twice:.3f} s"


def _seconds(work: Work, text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


def growing(work: Work, fragments: Sequence[str]) -> list[str]:
    return [grown for fragment in fragments if (grown := grows(work, fragment))]


def in_one_piece(text: str) -> object:
    parser = StreamParser()
    return parser.feed(text) + parser.finish()


def in_small_pieces(text: str) -> object:
    parser = StreamParser()
    return [
        draft for start in range(0, len(text), 40) for draft in parser.feed(text[start : start + 40])
    ] + parser.finish()


@pytest.mark.parametrize("work", [in_one_piece, in_small_pieces, sanitize])
def test_a_models_text_takes_time_by_its_length(work: Work) -> None:
    assert growing(work, (*MARKS, *WORDS)) == []


@pytest.mark.parametrize("work", [sentences, sentence_tokens, is_instruction])
def test_splitting_takes_time_by_the_length(work: Work) -> None:
    assert growing(work, (*MARKS, *WORDS, *ROWS)) == []
