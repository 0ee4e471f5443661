"""Tell which words of a sentence give what was before, or is denied: "from 11 to 14", "1 June instead of 1 April"."""

from collections.abc import Iterator
from itertools import pairwise

from qa.text.dates import is_month
from qa.text.tokens import Token, Tokens

_BEFORE = frozenset(
    [
        ("instead", "of"),
        ("rather", "than"),
        ("up", "from"),
        ("down", "from"),
        ("compared", "with"),
        ("compared", "to"),
        ("and", "not"),
    ]
)
"""Behind them stands what is no longer, or not, so."""
_ONCE = frozenset("originally initially previously formerly".split())
_CHANGES = frozenset(
    "up down rise rises risen rose climb climbed grow grown grew increase increased jump jumped fall fallen fell drop dropped "
    "cut raised moved changed put brought revised corrected lifted reduced extended".split()
)
"""Words before a "from … to" that tells a change and no range."""
_REACH = 5
"""Words that are taken with such a word, at most."""
_TOLD = frozenset("said gave stated put reported wrote".split())


def outdated(words: Tokens) -> frozenset[int]:
    """Return the positions of words that give what was before, or is denied."""
    return frozenset([*_behind(words), *_from(words), *_earlier(words)])


def _behind(words: Tokens) -> Iterator[int]:
    for at, (first, second) in enumerate(pairwise(words)):
        if (first.lower, second.lower) in _BEFORE and not second.breaks and not _opens_range(words, at + 1):
            yield from _phrase(words, at + 2)
        if first.lower in _ONCE or (first.lower == "not" and first.breaks and _is_telling(second)):
            yield from _phrase(words, at + 1)


def _opens_range(words: Tokens, at: int) -> bool:
    """Whether a "from" goes on to a "to": what it is now stands behind that."""
    return words[at].lower == "from" and any(word.lower == "to" for word in words[at + 2 : at + 2 + _REACH])


def _from(words: Tokens) -> Iterator[int]:
    """The first end of a "from … to" behind a word for a change, or of a "to … from"."""
    lower = [word.lower for word in words]
    for at, word in enumerate(lower):
        if word != "from" or _CHANGES.isdisjoint(lower[max(0, at - 2 * _REACH) : at]):
            continue
        to = next((place for place in range(at + 2, min(len(lower), at + 2 + _REACH)) if lower[place] == "to"), None)
        if to is not None and any(map(_is_telling, words[at + 1 : to])):
            yield from range(at + 1, to)
        elif "to" in lower[max(0, at - _REACH) : at]:
            yield from _phrase(words, at + 1)


def _earlier(words: Tokens) -> Iterator[int]:
    """What an earlier version or report said, up to the next mark."""
    lower = [word.lower for word in words]
    for at, (first, _) in enumerate(pairwise(lower)):
        if first != "earlier":
            continue
        said = next((place for place in range(at + 1, len(lower)) if lower[place] in _TOLD), None)
        if said is not None:
            yield from _to_mark(words, said + 1)


def _phrase(words: Tokens, start: int) -> Iterator[int]:
    for at in _to_mark(words, start):
        if at >= start + _REACH:
            return
        yield at


def _to_mark(words: Tokens, start: int) -> Iterator[int]:
    for at in range(start, len(words)):
        if at > start and words[at].closes:
            return
        yield at


def _is_telling(word: Token) -> bool:
    return word.numeric or is_month(word) or (word.capital and word.content)
