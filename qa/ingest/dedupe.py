"""Group near-duplicate articles without comparing each with each.

MinHash estimates the Jaccard similarity of the texts' sets of five-word shingles: A. Broder, "On the resemblance and
containment of documents", 1997. Signatures are cut into bands, so that likely pairs share a key that a table can look
up: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4.

A group says "much the same text", never "the same facts": a copy in which one figure differs belongs to the group, and
both articles stay stored and citable. Nothing is merged.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.domain.article import ArticleId

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
_WORD = re.compile(r"\w+")


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


def group(article_id: ArticleId, article_signature: Signature, members: Iterable[Member]) -> str:
    """Return the group of the member that is most like the article, if it is enough; else a new one, named for the article.

    `members` are those that share a band with it. Of equally similar ones the smallest id decides.
    """
    ranked = [(-similarity(article_signature, member.signature), member.id, member.group) for member in members]
    negated, _id, best = min(ranked, default=(0.0, article_id, str(article_id)))
    return best if -negated >= THRESHOLD else str(article_id)


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
