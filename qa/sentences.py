"""Turns a paragraph of clean text into the spans of its sentences."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa.domain import Span

# Titles and ranks stand before a name, so a full stop after them never ends a sentence.
_BEFORE_NAMES = frozenset(
    (
        "mr mrs ms dr prof st gen lt col maj capt cpl sgt adm cmdr sen rep gov pres hon rev fr sr jr messrs mt ft no vs"
    ).split()
)
_ABBREVIATIONS = frozenset(
    (
        "jan feb mar apr jun jul aug sept sep oct nov dec inc corp ltd co etc e.g i.e approx est dept univ "
        "assn bros ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont "
        "neb nev okla ore pa tenn tex va vt wash wis wyo"
    ).split()
)
_INITIALS = re.compile(r"(?:\b\w\.)*\b\w$")  # "U.S", "J", "a.m"
# A candidate end: terminal punctuation, closing quotes or brackets, then white space or the paragraph's end.
_END = re.compile(r"([.!?…]+)[\"'”’»)\]]*(?=\s|$)")
_LAST_WORD = re.compile(r"[\w.]+$")
_OPENERS = "\"'“‘«(["
# Words that begin a sentence far more often than they continue one after "U.S." or "Inc.".
_STARTERS = frozenset(
    (
        "the a an he she it they we i in on at but and this that these those his her their its as after "
        "before when while if for however meanwhile despite although since there some many most both "
        "according"
    ).split()
)


def sentences(text: str) -> list[Span]:
    """The sentences of `text`, in order; a line break always ends one.

    Together they cover every character but the white space between them. Each starts and ends on a character that is
    not white space.
    """
    return [span for line in re.finditer(r"[^\n]+", text) for span in _of_line(text, line.start(), line.end())]


def _of_line(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, match, end):
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    inner = text[start:end]
    if inner.strip():
        yield Span(start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip()))


def _ends_sentence(text: str, match: re.Match[str], end: int) -> bool:
    following = text[match.end() : end].lstrip()
    if not following:
        return True
    opened = following[0] in _OPENERS
    first = following.lstrip(_OPENERS)
    if not first or first[0].islower():
        # `"Stop!" he said` and `Yahoo! is` go on; only a stop of its own weight ends before a lower-case word.
        return False
    if match.group(1) != "." or match.end() > match.end(1):
        return True
    return opened or not _abbreviated(text[: match.start()], first)


def _abbreviated(before: str, following: str) -> bool:
    found = _LAST_WORD.search(before[-40:])
    word = found.group().lower() if found else ""
    if word in _BEFORE_NAMES:
        return True
    next_word = re.match(r"\w+", following)
    starter = next_word is not None and next_word.group().lower() in _STARTERS
    if word in _ABBREVIATIONS:
        return not starter
    if not _INITIALS.fullmatch(word):
        return False
    # "J. Smith" is a name; "in the U.S. The talks" is an end.
    return not starter


def pieces(text: str) -> list[str]:
    """The text cut before each sentence: put together again, it is the text to the letter."""
    starts = [span.start for span in sentences(text)]
    cuts = [0, *starts[1:], len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]
