"""Group near-duplicate articles without comparing each with each.

MinHash estimates the Jaccard similarity of the texts' sets of five-word shingles: A. Broder, "On the resemblance and
containment of documents", 1997. Signatures are cut into bands, so that likely pairs share a key that a table can look
up: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4.

A group says that its articles tell the same: one in which a number or a date is another stays out of it, however much of
its text is theirs. All articles stay stored and citable; nothing is merged.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qa.domain.article import ArticleId
from qa.text.tables import by_kind, column, rows

Signature = tuple[int, ...]
"""One smallest hash for each of the hash functions; empty for a text without words."""

THRESHOLD = 0.6
"""Least estimated similarity of two articles of one group: three quarters of either one's shingles are the other's."""

_SHINGLE = 5
_BANDS, _ROWS = 32, 4
"""Two articles share a band with probability 1 - (1 - s^4)^32: 0.99 at s = 0.6, 0.05 at s = 0.2."""
_HASHES = _BANDS * _ROWS
_BLOCK = 4096
"""Shingles hashed at a time, which bounds the memory for a long text."""
MOST = 8
"""Members that an article is compared with word by word, the most alike first: of a thousand copies no more are read."""
_WORD = re.compile(r"\w+")
_FIGURE_OR_WORD = re.compile(r"\d+(?:[.,:]\d+)*|\w+")
_CALENDAR = by_kind("calendar")
_FIGURES = column(rows("numerals"), "word") | _CALENDAR["month"] | _CALENDAR["weekday"]
"""What tells a number or a day in letters. Ambiguous words ("may", "second") do no harm: only one stands for another."""
_CONTEXTS = ((2, 2), (4, 0), (0, 4))
"""Words before and after that tell which figure of a text is which figure of the other, any of them."""
Figures = Mapping[tuple[str, ...], frozenset[str]]
"""The numbers and days of a text by the words around them."""


def _constants(purpose: str, count: int) -> NDArray[np.uint64]:
    """Return `count` odd numbers that are the same on every machine and in every version."""
    digests = (hashlib.sha256(f"{purpose} {i}".encode()).digest()[:8] for i in range(count))
    return np.array([int.from_bytes(digest, "big") | 1 for digest in digests], dtype=np.uint64)


_MULTIPLIERS, _OFFSETS = _constants("multiplier", _HASHES), _constants("offset", _HASHES)
_POSITIONS = _constants("position", _SHINGLE)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Member:
    """An article that already has a group."""

    id: ArticleId
    signature: Signature
    group: str
    text: str = field(repr=False)


def signature(text: str) -> Signature:
    """Return 128 numbers below 2^32 that depend on nothing but the words of `text`, whatever their case and punctuation.

    Fewer than five words count as one shingle.
    """
    shingles = _shingles(text)
    if not len(shingles):
        return ()
    smallest = np.full(_HASHES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(shingles), _BLOCK):
        # Multiply-shift hashing: the high half of a 64-bit product, which wraps on purpose.
        hashes = shingles[start : start + _BLOCK, None] * _MULTIPLIERS + _OFFSETS
        np.minimum(smallest, (hashes >> _HALF).min(axis=0), out=smallest)
    return tuple(smallest.tolist())


def similarity(left: Signature, right: Signature) -> float:
    """Estimate the Jaccard similarity, 0..1, as the share of equal places; its standard error is at most 0.045.

    A text without words resembles none.
    """
    return sum(a == b for a, b in zip(left, right, strict=False)) / _HASHES


def bands(signature: Signature) -> tuple[str, ...]:
    """Return the 32 keys of a signature; articles that are alike enough to compare share at least one."""
    starts = range(0, len(signature), _ROWS)
    return tuple(f"{start // _ROWS:02d}:{_key(signature[start : start + _ROWS])}" for start in starts)


def nearest(own: Signature, members: Iterable[Member]) -> list[Member]:
    """Return the members that are enough like a text, the most alike first and no more than are read."""
    likeness = {member: alike for member in members if (alike := similarity(own, member.signature)) >= THRESHOLD}
    return sorted(likeness, key=lambda member: (-likeness[member], member.id))[:MOST]


def group(article_id: ArticleId, text: str, members: Iterable[Member]) -> str:
    """Return the group of the nearest member that tells the same, or a new one, named for the article.

    `members` are the `nearest`. Of a group in which one of them has another figure than the article, it is no part: two
    that differ would meet there through a third that is silent.
    """
    own = figures(text)
    for name, those in _by_group(members).items():
        if not any(differ(own, figures(member.text)) for member in those):
            return name
    return str(article_id)


def _by_group(members: Iterable[Member]) -> Mapping[str, list[Member]]:
    by_name: dict[str, list[Member]] = {}
    for member in members:
        by_name.setdefault(member.group, []).append(member)
    return by_name


def figures(text: str) -> Figures:
    """Return the numbers and days of a text, in figures or letters, by the words around them."""
    words = _FIGURE_OR_WORD.findall(text.casefold())
    found: dict[tuple[str, ...], set[str]] = {}
    for at in (at for at, word in enumerate(words) if word in _FIGURES or any(map(str.isdigit, word))):
        for before, after in _CONTEXTS:
            if before <= at < len(words) - after:
                context = (*words[at - before : at], str(before), *words[at + 1 : at + 1 + after])
                found.setdefault(context, set()).add(words[at])
    return {context: frozenset(told) for context, told in found.items()}


def differ(one: Figures, other: Figures) -> bool:
    """Return whether a number or day of one stands in the other's same words as another; what one leaves out is no difference."""
    return any(one[context].isdisjoint(other[context]) for context in one.keys() & other.keys())


def _shingles(text: str) -> NDArray[np.uint64]:
    """Return the hashes of the distinct shingles, shape (shingles,)."""
    words = _WORD.findall(text.casefold())
    hashes = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words], dtype=np.uint64)
    width = min(_SHINGLE, len(words))
    if not width:
        return hashes
    windows = np.lib.stride_tricks.sliding_window_view(hashes, width)
    mixed = (windows * _POSITIONS[:width]).sum(axis=1, dtype=np.uint64)
    mixed ^= mixed >> np.uint64(29)  # the low half of a product of 32-bit numbers alone is not mixed enough
    return np.unique(mixed * _POSITIONS[0])


def _key(rows: Signature) -> str:
    return hashlib.blake2b(",".join(map(str, rows)).encode(), digest_size=8).hexdigest()
