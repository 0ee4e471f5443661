"""Check that no word of a statement stands where its quotes have the opposite: "fewer" for "more", "accepted" for "rejected"."""

from collections.abc import Iterator

from qa.answer.verify.checks.text import Reading
from qa.text.negation import denies
from qa.text.opposites import opposites_of
from qa.text.tokens import Term, Tokens

_NEAR = 5
"""Words on either side of which one must be the same, so that both words tell of the same."""


def opposites_hold(reading: Reading) -> bool:
    """Whether the quotes have the opposite of no word that they lack, said of the same; a "not" beside either makes it true."""
    ours = {token.lemma for token in reading.statement}
    return not any(
        _is_said_of_the_same(at, place, reading)
        for at in _new_words(reading)
        for opposite in opposites_of(reading.statement[at].lemma) - ours
        for place in reading.places.get(opposite, ())
    )


def _new_words(reading: Reading) -> Iterator[int]:
    return (at for at, token in enumerate(reading.statement) if token.lemma not in reading.places and not token.numeric)


def _is_said_of_the_same(at: int, place: int, reading: Reading) -> bool:
    shared = _near(reading.statement, at) & _near(reading.quoted, place)
    return bool(shared) and _is_denied(reading.statement, at) == _is_denied(reading.quoted, place)


def _near(tokens: Tokens, at: int) -> set[Term]:
    near = tokens[max(0, at - _NEAR) : at + _NEAR + 1]
    return {token.lemma for token in near if token.content and token.sentence == tokens[at].sentence} - {
        tokens[at].lemma
    }


def _is_denied(tokens: Tokens, at: int) -> bool:
    """Whether anything is denied in the word's sentence."""
    return any(denies(token) for token in tokens if token.sentence == tokens[at].sentence)
