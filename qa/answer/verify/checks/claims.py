"""Check that the quotes deny what a statement denies, and are as sure of what it tells.

Both are local: only the words that a "not" or a "may" governs are compared, and only where both texts have them.
"""

from collections.abc import Iterable, Mapping

from qa.answer.verify.checks.text import Reading
from qa.text.negation import (
    REACH,
    Governed,
    Mood,
    denied,
    denies_in_meaning,
    denies_what_follows,
    is_marker,
    moods_of,
)
from qa.text.tokens import Term, Tokens, terms

_HELPERS = frozenset(
    "is are was were be been being has have had having did does do isn't wasn't weren't aren't".split()
)
_NOUN_BEFORE = frozenset("the a an his her its their our my your this that these those of no any 's s".split())
_NOUN_ENDINGS = tuple("al ment ments tion tions sion sions ance ence er ers or ors ity".split())
_CLOSE = 4
_SENTENCE = 15
"""Words on either side where a word that denies in its own way may stand."""
_LIGHT = frozenset(terms("take make give have go get put come set keep bring hold run need do say become see find use"))
"""Verbs that mean little without what follows."""


def negation_holds(reading: Reading) -> bool:
    """Whether the statement denies what its quotes deny, of the words that both have."""
    ours, theirs = list(denied(reading.statement)), list(denied(reading.quoted))
    if not ours and not theirs:
        return True
    quoted = _reach(theirs)
    heads = {governed.head for governed in theirs}
    plain = set(range(len(reading.statement))) - _reach(ours)
    return all(_denial_stands(governed.head, quoted, reading) for governed in ours) and not any(
        _denial_lost(at, heads, quoted, reading) for at in plain
    )


def _reach(denials: Iterable[Governed]) -> set[int]:
    return {at for governed in denials for at in governed.reach}


def modality_holds(reading: Reading) -> bool:
    """Whether what the statement tells as future, possible, due, meant or done is told so in its quotes."""
    ours, theirs = moods_of(reading.statement), moods_of(reading.quoted)
    if not ours and not theirs:
        return True
    return all(_mood_stands(at, ours, theirs, reading) for at in range(len(reading.statement)))


def _origins(reading: Reading, at: int) -> list[int]:
    """Where a word comes from; one that means little without what follows it, only from where the same follows."""
    light = reading.statement[at].lemma in _LIGHT
    return [place for place in reading.origins(at) if _is_told_of_the_same(reading, at, place, light=light)]


def _is_told_of_the_same(reading: Reading, at: int, place: int, *, light: bool) -> bool:
    """Whether what follows a word is not something else altogether: "voted on the tax", "voted on the budget"."""
    ours, theirs = _following(reading.statement, at), _following(reading.quoted, place)
    if light:
        return bool(ours & theirs)
    if not (ours and theirs) or ours & theirs:
        return True
    return bool(ours & _preceding(reading.quoted, place) or theirs & _preceding(reading.statement, at))


def _following(tokens: Tokens, at: int) -> set[Term]:
    return _near(tokens, at, at + 1, at + 1 + _CLOSE)


def _preceding(tokens: Tokens, at: int) -> set[Term]:
    return _near(tokens, at, max(0, at - REACH), at)


def _near(tokens: Tokens, at: int, start: int, end: int) -> set[Term]:
    """The words that carry meaning there in the same sentence; figures are compared elsewhere."""
    sentence = tokens[at].sentence
    return {
        token.lemma for token in tokens[start:end] if token.content and token.sentence == sentence and not token.numeric
    }


def _denial_stands(at: int, quoted: set[int], reading: Reading) -> bool:
    """Whether a word that the statement denies is denied in the quotes, or by a word nearby."""
    origins = _origins(reading, at)
    if not origins or any(place in quoted for place in origins):
        return True
    return any(_denies_nearby(reading.quoted, place) and not _is_copied(reading, at, place) for place in origins)


def _denial_lost(at: int, heads: set[int], quoted: set[int], reading: Reading) -> bool:
    """Whether a word is told plainly that the quotes only deny."""
    if not reading.statement[at].content:
        return False
    origins = _origins(reading, at)
    if not any(place in heads for place in origins) or not all(place in quoted for place in origins):
        return False
    return not _denies_nearby(reading.statement, at) or all(_is_copied(reading, at, place) for place in origins)


def _is_copied(reading: Reading, at: int, place: int) -> bool:
    """Whether a word stands between the same words as in the quotes, so that nothing but a "not" can be new."""
    return all(
        _content_beside(reading.statement, at, step) == _content_beside(reading.quoted, place, step) for step in (-1, 1)
    )


def _content_beside(tokens: Tokens, at: int, step: int) -> Term | None:
    """The next word that carries meaning and denies nothing, before (-1) or behind (1)."""
    place = at + step
    while 0 <= place < len(tokens):
        token = tokens[place]
        if token.content and not is_marker(token):
            return token.lemma
        place += step
    return None


def _denies_nearby(tokens: Tokens, at: int) -> bool:
    """Whether a word nearby in its sentence denies in its own way: "lack", "rejected", "unlikely"."""
    nearby = (place for place in range(max(0, at - _SENTENCE), min(len(tokens), at + _SENTENCE)) if place != at)
    return any(
        denies_in_meaning(tokens[place]) or (0 < at - place <= _CLOSE and denies_what_follows(tokens[place]))
        for place in nearby
        if tokens[place].sentence == tokens[at].sentence
    )


def _mood_stands(
    at: int, ours: Mapping[int, frozenset[Mood]], theirs: Mapping[int, frozenset[Mood]], reading: Reading
) -> bool:
    if not reading.statement[at].content:
        return True
    origins = _origins(reading, at)
    if not origins or not (at in ours or any(place in theirs for place in origins)):
        return True
    moods = _moods_at(reading.statement, at, ours)
    return moods is None or any(_agree(moods, _moods_at(reading.quoted, place, theirs)) for place in origins)


def _moods_at(tokens: Tokens, at: int, governed: Mapping[int, frozenset[Mood]]) -> frozenset[Mood] | None:
    """How a word is told: empty as done; None where its form does not show."""
    if at in governed:
        moods = governed[at]
        return moods - {"future", "fact"} or moods - {"fact"}
    return frozenset() if _is_finite(tokens, at) else None


def _agree(ours: frozenset[Mood], theirs: frozenset[Mood] | None) -> bool:
    return theirs is None or ours == theirs or ("possible" in ours and "possible" in theirs)


def _is_finite(tokens: Tokens, at: int) -> bool:
    """Whether a word is plainly a verb that tells what was or is."""
    token, before = tokens[at], tokens[at - 1].lower if at else ""
    if token.lower.endswith(_NOUN_ENDINGS) or before in _NOUN_BEFORE or token.capital:
        return False
    if _is_told_beside(tokens, at):
        return False
    if token.lower.endswith("ing") and before in {"is", "are", "be"}:
        return False  # "are leaving" may be told of tomorrow
    return token.lower.endswith("ed") or token.lemma != token.term or before in _HELPERS


def _is_told_beside(tokens: Tokens, at: int) -> bool:
    """Whether a participle only tells a noun apart: "a vacuum created by"."""
    helped = at > 0 and tokens[at - 1].lower in _HELPERS
    return not helped and at + 1 < len(tokens) and tokens[at + 1].lower == "by"
