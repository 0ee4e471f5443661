"""Decide what a paragraph is by what it repeats: the article's title, or a paragraph above it."""

import re
from collections.abc import Sequence

from qa.domain.article import RegionKind

_SHORTEST_DUPLICATE = 120
"""Characters; a shorter paragraph may stand twice on purpose: a refrain, a heading, the same figure in two entries."""

_NOT_WORDS = re.compile(r"[\W_]+")
_SECTION_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—]{2,40}$")


def kinds_by_repetition(texts: Sequence[str], kinds: Sequence[RegionKind], title: str | None) -> list[RegionKind]:
    """Return the kinds of a page's paragraphs, with those added for "body" that follow from a repetition."""
    repeated = list(kinds)
    _mark_duplicates(texts, repeated)
    if title:
        _mark_title(texts, repeated, _words(title))
    return repeated


def _mark_duplicates(texts: Sequence[str], kinds: list[RegionKind]) -> None:
    seen: set[str] = set()
    for i, text in enumerate(texts):
        if kinds[i] != "body" or len(text) < _SHORTEST_DUPLICATE:
            continue
        if text in seen:
            kinds[i] = "duplicate-paragraph"
        seen.add(text)


def _mark_title(texts: Sequence[str], kinds: list[RegionKind], title: str) -> None:
    """Mark the lines at the head that repeat the title's words, unless they are all there is."""
    body = [i for i, kind in enumerate(kinds) if kind == "body"]
    below = next((i for i in body if not _repeats(texts[i], title)), None)
    if below is None:
        return
    for i in body[: body.index(below)]:
        kinds[i] = "title"


def _repeats(line: str, title: str) -> bool:
    return bool(title) and title in (_words(line), _words(_SECTION_SUFFIX.sub("", line)))


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold()).strip()
