"""Check that a statement reaches no further than its quotes: no "only" and no "oldest" that they do not have."""

from qa.answer.verify.checks.text import Reading
from qa.text.negation import denies
from qa.text.tables import by_kind
from qa.text.tokens import Token

_WORDS = by_kind("scope")
_SHORTEST = 6
"""Letters of a superlative: "best" and "west" are shorter."""


def scope_holds(reading: Reading) -> bool:
    """Whether the quotes limit where the statement does, and have a superlative where it has one; what denies it may be true."""
    if any(map(denies, reading.statement)):
        return True
    if any(token.lower == "only" for token in reading.statement) and not any(map(_limits, reading.quoted)):
        return False
    return not any(map(_is_superlative, reading.statement)) or any(map(_tops, reading.quoted))


def _limits(token: Token) -> bool:
    return token.lower in _WORDS["limit"]


def _is_superlative(token: Token) -> bool:
    plain = token.capital or len(token.lower) < _SHORTEST or token.lower in _WORDS["no superlative"]
    return token.lower.endswith("est") and not plain


def _tops(token: Token) -> bool:
    return _is_superlative(token) or token.lower in _WORDS["top"]
