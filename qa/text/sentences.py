"""Split a text into the spans of its sentences."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa.domain.article import Span
from qa.text.tables import by_kind

_ABBREVIATIONS = by_kind("abbreviations")
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.)*\b[^\W\d_]$")  # "U.S", "J", "a.m"
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,3}$")  # "1. Officials", "12. Officials"
# A candidate end: terminal punctuation, closing quotes or brackets, then white space or the paragraph's end.
_END = re.compile(r"(?<![.!?…])([.!?…]++)[\"'”’»)\]]*+(?=\s|$)")
_LAST_WORD = re.compile(r"[\w.]+$")
_NEXT_WORD = re.compile(r"\w+\b(?!\.)")  # the "A" of "J. A. Smith" is no word
_NOT_SPACE = re.compile(r"\S")
_NEAR = 40
"""Code points on either side of a full stop that tell whether it ends a sentence."""
_OPENERS = "\"'“‘«(["
# Words that begin a sentence far more often than they continue one after "U.S." or "Inc.".
_STARTERS = frozenset(
    (
        "the a an he she it they we i in on at but and this that these those his her their its as after "
        "before when while if for however meanwhile despite although since there some many most both "
        "according"
    ).split()
)


def sentences(text: str, *, strict: bool = False) -> list[Span]:
    """The sentences of `text`, in order; a line break always ends one.

    Together they cover every character but the white space between them. Each starts and ends on a character that is
    not white space. Where it is `strict`, a full stop also ends one before a lower-case word ("in Iraq. they fled."), unless
    it may be that of an abbreviation.
    """
    return list(iter_sentences(text, strict=strict))


def iter_sentences(text: str, *, strict: bool = False) -> Iterator[Span]:
    """Yield the sentences as `sentences` returns them, each as soon as it is found."""
    for line in re.finditer(r"[^\n]+", text):
        yield from _of_line(text, line.start(), line.end(), strict)


def _of_line(text: str, start: int, end: int, strict: bool) -> Iterator[Span]:
    begin = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, match, end, strict):
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    inner = text[start:end]
    if inner.strip():
        yield Span(start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip()))


def _ends_sentence(text: str, match: re.Match[str], end: int, strict: bool) -> bool:
    after = _NOT_SPACE.search(text, match.end(), end)
    if after is None:
        return True
    following = text[after.start() : min(end, after.start() + _NEAR)]
    opened = following[0] in _OPENERS
    first = following.lstrip(_OPENERS)
    before = text[max(0, match.start() - _NEAR) : match.start()]
    if not first or first[0].islower():
        # `"Stop!" he said` and `Yahoo! is` go on; only a stop of its own weight ends before a lower-case word.
        return strict and bool(first) and match.group() == "." and not _abbreviated(before, first, strict=True)
    if match.group(1) != "." or match.end() > match.end(1):
        return True
    return opened or not _abbreviated(before, first)


def _abbreviated(before: str, following: str, *, strict: bool = False) -> bool:
    match = _LAST_WORD.search(before)
    written = match.group() if match else ""
    word = written.lower()
    if word == "no":
        return following[0].isdigit()
    if word in _ABBREVIATIONS["title"] or _LIST_NUMBER.search(before):
        return True
    return _may_be_abbreviated(written) and (strict or not _starts_sentence(following))


def _may_be_abbreviated(word: str) -> bool:
    """Whether its full stop may be its own: "J. Smith" is a name, and "in the U.S. The talks" an end."""
    lower = word.lower()
    # In lower case some months and states are words that end a sentence ("fell ill.", "led mass.").
    capitalised = lower in _ABBREVIATIONS["capitalised"] and word[0].isupper()
    return lower in _ABBREVIATIONS["word"] or capitalised or _INITIALS.fullmatch(lower) is not None


def _starts_sentence(following: str) -> bool:
    word = _NEXT_WORD.match(following)
    return word is not None and word.group().lower() in _STARTERS


def pieces(text: str) -> list[str]:
    """The text cut before each sentence: put together again, it is the text to the letter."""
    starts = [span.start for span in sentences(text)]
    cuts = [0, *starts[1:], len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]
