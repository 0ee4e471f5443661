"""Recognise text whose lines were broken by hand or by a mail program, and which of its lines belong together."""

import re
from collections.abc import Sequence
from itertools import chain, pairwise

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_NARROWEST, _WIDEST = 40, 120
"""Characters a line; the width of wrapped text lies between."""
_FULL = 0.6
"""Least share of the lines of wrapped text that end where the next word would not have fitted."""
_BROKEN = 0.4
"""Least share of these lines that end in the middle of a sentence."""


def wrap_width(lines: Sequence[str]) -> int | None:
    """Return the length to which the text is wrapped, in characters; None where each line is a paragraph.

    Lines that are wrapped end where the next word would not have fitted, and mostly in the middle of a sentence.
    """
    pairs = [pair for pair in pairwise(lines) if all(pair)]
    width = max(map(len, chain.from_iterable(pairs)), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    full = [(line, following) for line, following in pairs if _is_full(line, following, width)]
    broken = sum(_breaks_sentence(line, following) for line, following in full)
    wrapped = len(full) >= _FULL * len(pairs) and broken >= max(1, _BROKEN * len(full))
    return width if wrapped else None


def continues(line: str, following: str, width: int) -> bool:
    """Return whether the following line belongs to the same paragraph of a text that is wrapped to `width`."""
    return _is_full(line, following, width) or _breaks_sentence(line, following)


def _is_full(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _breaks_sentence(line: str, following: str) -> bool:
    return not _SENTENCE_END.search(line) and not following[0].isupper() and following[0].isalpha()
