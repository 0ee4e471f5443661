"""Tell which of two sentences is the newer word on a thing: it says so itself, or its article is clearly later."""

from datetime import datetime, timedelta
from itertools import pairwise

from qa.answer.evidence.ranker import Candidate
from qa.text.tokens import Tokens

_LATER = timedelta(days=2)
"""From here on a later article is the newer word; of one day and the next, papers differ."""
_RISES = frozenset(
    "risen rose rise rises climbed climbs grown grew increased increases jumped fallen fell dropped cut raised".split()
)
_REVISES = frozenset(
    "revised corrected correction corrects amended updated clarified clarification originally initially previously "
    "provisional superseded".split()
)
_TOLD_BEFORE = "version versions report reports figure figures count estimate toll".split()
_PAIRS = frozenset(
    [
        *(("earlier", second) for second in _TOLD_BEFORE),
        ("up", "from"),
        ("down", "from"),
        ("at", "first"),
        ("has", "since"),
        ("have", "since"),
        ("no", "longer"),
        ("first", "thought"),
    ]
)
_WITHIN = 3
"""Words between "risen" and its "to", at most."""


def published(candidate: Candidate) -> datetime | None:
    """When its article was published, where known."""
    return candidate.article.metadata.published_at


def supersedes(one: Candidate, other: Candidate) -> bool:
    """Whether the first is the newer word: not older as far as is known, and says that it updates, or clearly later."""
    ours, theirs = published(one), published(other)
    if ours is not None and theirs is not None:
        if ours < theirs:
            return False
        if ours - theirs > _LATER:
            return True
    return any(says_update(sentence.words) for sentence in one.context.near) and not says_update(other.sentence.words)


def says_update(words: Tokens) -> bool:
    """Whether words tell that something was otherwise before: "has risen to", "corrected", "an earlier version"."""
    lower = [token.lower for token in words]
    if not _REVISES.isdisjoint(lower) or any(pair in _PAIRS for pair in pairwise(lower)):
        return True
    return any(word in _RISES and "to" in lower[at + 1 : at + 2 + _WITHIN] for at, word in enumerate(lower))
