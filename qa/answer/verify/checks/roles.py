"""Check that nobody takes another's place: two names do not stand round a word the other way than in the quotes."""

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import NamedTuple

from qa.answer.verify.checks.text import Reading
from qa.text.names import is_distinctive, names_one
from qa.text.tokens import Term, Token, Tokens

_REACH = 8
"""Words on either side of a word within which a name may belong to it."""
_BEING = frozenset("is are was were be been being".split())
_HELPED = 3
"""Words before a participle among which a form of "be" makes a passive of it."""
_BEHIND_NOUNS = frozenset("of for".split())
"""They show that the word before them is a noun, whose names may change sides: "leader of Iran", "Iran's leader"."""


class _Round(NamedTuple):
    """A word and two names, one on either side of it."""

    word: Term
    before: Term
    after: Term

    @property
    def turned(self) -> "_Round":
        """The same with each name in the other's place."""
        return self._replace(before=self.after, after=self.before)


class _Placed(NamedTuple):
    """Two names round a word, and how the word is told there."""

    names: _Round
    passive: bool
    one_clause: bool
    """Whether no clause ends between the names."""


def roles_hold(reading: Reading) -> bool:
    """Whether no two names of the statement have changed places round a word: "Iran struck Israel", "Israel struck Iran".

    Where one of the texts is passive they may have, and where either has them both ways, nothing is known.
    """
    ours = list(_placed(reading.statement))
    theirs = list(_placed(reading.quoted)) if ours else []
    told = {placed.names for placed in theirs}
    both_ways = {placed.names.turned for placed in ours} | told
    turned = {(placed.names.turned, placed.passive) for placed in theirs if placed.one_clause}
    otherwise = {(placed.names.turned, not placed.passive) for placed in theirs}
    return not any(
        (placed.names, placed.passive) in turned - otherwise and placed.names not in both_ways for placed in ours
    )


def _placed(tokens: Tokens) -> Iterator[_Placed]:
    names = [at for at in range(len(tokens)) if _is_name(tokens, at)]
    for at in filter(partial(_may_join, tokens), range(len(tokens)) if names else ()):
        near = [name for name in names if _is_near(tokens, name, at)]
        yield from (_round(tokens, before, at, after) for before, after in combinations(near, 2) if before < at < after)


def _is_near(tokens: Tokens, name: int, at: int) -> bool:
    return abs(name - at) <= _REACH and tokens[name].sentence == tokens[at].sentence


def _round(tokens: Tokens, before: int, at: int, after: int) -> _Placed:
    names = _Round(tokens[at].lemma, tokens[before].term, tokens[after].term)
    one_clause = not any(token.closes for token in tokens[before + 1 : after + 1])
    return _Placed(names, _is_passive(tokens, at, after), one_clause)


def _is_name(tokens: Tokens, at: int) -> bool:
    return names_one(tokens, at) or (tokens[at].opens and is_distinctive(tokens[at]))


def _may_join(tokens: Tokens, at: int) -> bool:
    """Whether a word may tell what one name has to do with another: no name itself, no number, and no noun with "of"."""
    token = tokens[at]
    noun = at + 1 < len(tokens) and tokens[at + 1].lower in _BEHIND_NOUNS
    return token.content and not token.capital and not token.numeric and not noun


def _is_passive(tokens: Tokens, at: int, after: int) -> bool:
    helped = any(token.lower in _BEING for token in tokens[max(0, at - _HELPED) : at])
    return (helped and _is_participle(tokens[at])) or any(token.lower == "by" for token in tokens[at:after])


def _is_participle(token: Token) -> bool:
    return token.lower.endswith(("ed", "en")) or token.lemma != token.term
