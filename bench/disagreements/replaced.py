"""Put another answer of the same kind in the place of one: another figure, another date, another name of the same page."""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Literal

from qa.answer.question.answer_type import AnswerType
from qa.text.dates import is_month, is_weekday, is_year
from qa.text.tokens import Token, tokens
from training.names import names

Kind = Literal["number", "date", "name", "place"]
"""What an answer is; causes and yes or no are not to be exchanged by rule."""

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty".split()
)
_STEPS = (-7, -4, -3, -2, 2, 3, 5, 8)
_FACTORS = (0.5, 0.7, 1.4, 1.7, 2.0)
_SMALL = 20
"""Below it a figure moves by a few, above it by a share: no rounding reaches from one to the other."""
_LONGEST_NAME = 5
"""Words."""


def kind_of(answer: str, asked_for: AnswerType) -> Kind | None:
    """Return what the answer is; None where it is nothing that a rule can exchange."""
    words = tokens(answer)
    if not 0 < len(words) <= _LONGEST_NAME:
        return None
    kind = _kind(words, asked_for)
    return kind if kind is not None and asked_for in _ASKED_FOR[kind] else None


_ASKED_FOR: Mapping[Kind, frozenset[AnswerType]] = {
    "date": frozenset({"date", "other"}),
    "number": frozenset({"number", "amount", "date", "other"}),
    "name": frozenset({"person", "other"}),
    "place": frozenset({"place"}),
}
"""What questions ask for that an answer of the kind answers."""


def _kind(words: Sequence[Token], asked_for: AnswerType) -> Kind | None:
    if any(map(_is_of_calendar, words)):
        return "date"
    if any(word.numeric for word in words):
        return "number"
    named = all(word.capital or not word.content for word in words)
    return None if not named else "place" if asked_for == "place" else "name"


def _is_of_calendar(word: Token) -> bool:
    return is_month(word) or is_weekday(word) or is_year(word)


def another(answer: str, kind: Kind, others: Sequence[str], random: Random) -> str | None:
    """Return another answer of the kind; `others` are those of the page's other questions of this type."""
    if kind in {"number", "date"}:
        return _other_figure(answer, random)
    own = {word.lower for word in tokens(answer)}
    strangers = [
        other for other in others if own.isdisjoint(word.lower for word in tokens(other)) and _alike(answer, other)
    ]
    return random.choice(strangers) if strangers else None


def _alike(one: str, other: str) -> bool:
    """Whether two names are, by their words, of one kind of bearer, and both begin as a name does."""
    kinds = [{name.kind for name in names(text)} for text in (one, other)]
    return kinds[0] == kinds[1] and one[0].isupper() == other[0].isupper()


def _other_figure(answer: str, random: Random) -> str | None:
    """The answer with its most telling part changed: the year, or else the month, the weekday, or the first number."""
    words = tokens(answer)
    years, calendar = [word for word in words if is_year(word)], [word for word in words if _is_of_calendar(word)]
    word = (years or calendar or [word for word in words if word.numeric])[0]
    new = _other_word(word, random, dated=bool(calendar))
    return None if new is None else answer[: word.start] + new + answer[word.start + len(word.text) :]


def _other_word(word: Token, random: Random, *, dated: bool) -> str | None:
    for row in (_MONTHS, _DAYS):
        if word.text in row:
            return random.choice([other for other in row if other != word.text])
    if word.lower in _WORDS:
        return _other_spelled(word, random)
    if not re.fullmatch(r"\d+(?:,\d{3})*(?:\.\d+)?", word.text):
        return None
    return _other_digits(word, random, dated=dated)


def _other_spelled(word: Token, random: Random) -> str:
    at = _WORDS.index(word.lower)
    new = random.choice([other for other in _WORDS[max(0, at - 4) : at + 5] if other != word.lower])
    return new.capitalize() if word.capital else new


def _other_digits(word: Token, random: Random, *, dated: bool) -> str:
    value = float(word.text.replace(",", ""))
    decimals = len(word.text.partition(".")[2])
    if dated or value < _SMALL:
        moved = [value + step for step in _STEPS if value + step > 0]
    else:
        moved = [float(f"{value * factor:.2g}") for factor in _FACTORS]
    new = random.choice(moved)
    return f"{new:,.{decimals}f}" if "," in word.text else f"{new:.{decimals}f}"
