"""Read the numbers of a text, in digits or in words, each with its unit and bound."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.text.dates import date_positions, is_year
from qa.text.tables import rows
from qa.text.tokens import Token, Tokens
from qa.text.units import Hedge, hedge_of, rest, unit_at


class Figure(NamedTuple):
    """A number as it is written: what it may be worth, its unit, and its bound."""

    values: frozenset[float]
    unit: str
    hedge: Hedge
    start: int
    end: int
    """Exclusive."""
    ordinal: bool = False


class _Value(NamedTuple):
    """What a number may be worth, and where it ends."""

    values: frozenset[float]
    end: int


def _values(kind: str) -> dict[str, float]:
    return {row["word"]: float(row["value"]) for row in rows("numerals") if row["kind"] == kind}


_SCALES = _values("scale")
_SUFFIXES = _values("suffix")
VAGUE = _values("vague")
"""Plurals say no more than an order of size."""
ORDINALS = {word: value for word, value in _values("ordinal").items() if value > 1}
"""From "second" on: "first" tells a rank more often than a number."""
_MULTIPLES = _values("multiple")
_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_NO_FIGURE = re.compile(
    r"^(?: of the| of these| of those| of (?:his|her|its|their|our|my)| another| day\b| or the other|-)"
)
"""What stands behind a "one" that counts nothing."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_JOIN = re.compile(r"\s?-?\s?|-|–")
_RANGE = 2
"""Words between the two ends of a range: "32 hours to 27"."""
_TEEN, _HUNDRED, _TENS = 20, 100, 10
_VAGUE_MIDDLE = 1.5
"""What "hundreds" is worth, in hundreds."""
_AND_A_HALF = ("and", "a", "half")
_OPENING_WORDS = {"a": 1.0, "an": 1.0, "half": 0.5, "dozen": 12.0}
"""Words other than numbers that a number of several words may begin with."""


def figures(tokens: Tokens) -> list[Figure]:
    """The numbers that count or measure, in order; dates are none."""
    dated = date_positions(tokens)
    read: list[Figure] = []
    at = 0
    while at < len(tokens):
        figure = None if at in dated else _figure(tokens, at)
        if figure is not None:
            read.append(figure)
        at = figure.end if figure is not None else at + 1
    return _shared_units(read, tokens)


def is_label(token: Token) -> bool:
    """Whether it counts a list or a source: "2. Ask first", "as they say [3]"."""
    listed = token.before == "\n" and token.after.startswith((". ", ") "))
    return listed or (token.before.endswith("[") and token.after.startswith("]"))


def _figure(tokens: Tokens, at: int) -> Figure | None:
    value = _value(tokens, at)
    if value is None:
        return None
    values, end = value
    unit, after = unit_at(tokens, at, end + _is_half_a(tokens, end - 1))
    if unit == "year" and after < len(tokens) and tokens[after].lower in {"old", "olds"}:
        unit = ""  # an age is told without its unit as well
    if unit == "decade":
        values, unit = frozenset(value * 10 for value in values), "year"
    ordinal = tokens[at].lower in ORDINALS or (end == at + 2 and tokens[at + 1].lower in _ORDINAL_ENDINGS)
    return Figure(values, unit, hedge_of(tokens, at, end, unit), at, end, ordinal)


def _is_half_a(tokens: Tokens, at: int) -> bool:
    """Whether a unit may follow one word later: "half a kilometre"."""
    return tokens[at].lower == "half" and at + 1 < len(tokens) and tokens[at + 1].lower == "a"


def _value(tokens: Tokens, at: int) -> _Value | None:
    """The number that begins here."""
    token = tokens[at]
    if token.lower in ORDINALS:
        duration = token.lower == "second" and _is_number(tokens, at - 1)
        return None if duration else _one_word(ORDINALS[token.lower], at)
    if token.lower in _MULTIPLES and not _scaled(tokens, at + 1):
        return None if _is_part_of_word(token) else _one_word(_MULTIPLES[token.lower], at)
    if token.lower in VAGUE:
        return _one_word(VAGUE[token.lower] * _VAGUE_MIDDLE, at)
    return _composed(tokens, at) if _begins_number(tokens, at) else None


def _begins_number(tokens: Tokens, at: int) -> bool:
    lower = tokens[at].lower
    if lower == "one" and (_NO_FIGURE.match(rest(tokens, at)) or (at and tokens[at - 1].lower == "no")):
        return False
    return _is_number(tokens, at) or lower == "dozen" or (lower in _OPENING_WORDS and _scaled(tokens, at + 1))


def _one_word(value: float, at: int) -> _Value:
    return _Value(frozenset({value}), at + 1)


def _is_part_of_word(token: Token) -> bool:
    """Whether it only begins or ends a compound: "half-brother"."""
    return token.lower == "half" and (token.after.startswith("-") or token.before.endswith("-"))


def _scaled(tokens: Tokens, at: int) -> bool:
    """Whether a scale stands there: the "million" of "half a million"."""
    if at < len(tokens) and tokens[at].lower == "a":
        at += 1
    return at < len(tokens) and tokens[at].lower in _SCALES and not tokens[at].breaks


@dataclass(slots=True)
class _Sum:
    """A number of several words while it is added up."""

    current: float
    """What the next word may scale or add to."""
    complete: float = 0.0
    """What no further word changes: the "two million" of "two million three hundred"."""

    @property
    def value(self) -> float:
        return self.complete + self.current

    def takes_scale(self, word: str) -> bool:
        return word in _SCALES and (word != "hundred" or self.current < _HUNDRED)

    def scale(self, word: str) -> None:
        self.current *= _SCALES[word]
        if word not in {"hundred", "dozen"}:
            self.complete, self.current = self.value, 0.0

    def takes_and(self) -> bool:
        return bool(self.complete) or self.current >= _HUNDRED

    def takes(self, value: float) -> bool:
        """Whether a further word goes on with it: the "five" of "twenty-five"."""
        if self.current == 0:
            return value < _HUNDRED
        tens = self.current % _HUNDRED >= _TEEN and self.current % _TENS == 0
        return value < (_TENS if tens else _HUNDRED if self.current % _HUNDRED == 0 else 0)


def _composed(tokens: Tokens, at: int) -> _Value:
    """A number of several words or digits with a scale."""
    written = not _is_digits(tokens[at])
    total, end = _Sum(_first(tokens[at])), at + 1 + _is_half_a(tokens, at)
    while end < len(tokens) and _JOIN.fullmatch(tokens[end].before):
        word = tokens[end].lower
        if total.takes_scale(word):
            total.scale(word)
            end += 1
            continue
        if _has_a_half(tokens, end):
            total.current += 0.5
            end += len(_AND_A_HALF)
            continue
        following = end + (written and word == "and" and total.takes_and())
        if not written or not _goes_on(tokens, following, total):
            break
        total.current += float(tokens[following].term)
        end = following + 1
    return _suffixed(tokens, total.value, end)


def _has_a_half(tokens: Tokens, at: int) -> bool:
    """Whether "and a half" stands there."""
    return tuple(token.lower for token in tokens[at : at + len(_AND_A_HALF)]) == _AND_A_HALF


def _first(token: Token) -> float:
    return _OPENING_WORDS[token.lower] if token.lower in _OPENING_WORDS else float(token.term)


def _goes_on(tokens: Tokens, at: int, total: _Sum) -> bool:
    """Whether a number that is written out goes on; in "between two hundred and five hundred" a new one begins."""
    if at >= len(tokens) or _is_digits(tokens[at]) or not _is_number(tokens, at):
        return False
    if total.current and at + 1 < len(tokens) and tokens[at + 1].lower == "hundred":
        return False
    return total.takes(float(tokens[at].term))


def _suffixed(tokens: Tokens, value: float, end: int) -> _Value:
    """With what is glued to digits: "1.2m", "3rd", "1990s"."""
    if end < len(tokens) and not tokens[end].before:
        lower = tokens[end].lower
        if lower in _SUFFIXES:
            scaled = round(value * _SUFFIXES[lower], 6)
            # "100m" may be a distance; "$100m" is none.
            return _Value(frozenset({scaled, value} if lower == "m" else {scaled}), end + 1)
        if lower in _ORDINAL_ENDINGS or lower == "s":
            return _Value(frozenset({value}), end + 1)
    return _Value(frozenset({round(value, 6)}), end)


def _is_number(tokens: Tokens, at: int) -> bool:
    return 0 <= at < len(tokens) and _NUMBER.fullmatch(tokens[at].term) is not None


def _is_digits(token: Token) -> bool:
    return token.text[0].isdigit()


def _shared_units(read: Iterable[Figure], tokens: Tokens) -> list[Figure]:
    """The figures with the unit and scale of those that they are joined to: "from 5 to 10 percent", "3 or 4 million dollars"."""
    done: list[Figure] = []
    for figure in reversed(list(read)):
        later = done[-1] if done else None
        done.append(_sharing(figure, later, tokens) if later and _are_joined(figure, later, tokens) else figure)
    return _carried_units(done[::-1], tokens)


def _carried_units(read: Iterable[Figure], tokens: Tokens) -> list[Figure]:
    """The figures that end a range with the unit of its beginning: "from 32 hours to 27"."""
    done: list[Figure] = []
    for figure in read:
        unit = figure.unit or (_range_unit(done[-1], figure, tokens) if done else "")
        done.append(figure._replace(unit=unit))
    return done


def _range_unit(before: Figure, figure: Figure, tokens: Sequence[Token]) -> str:
    """The unit of the beginning of a range that the figure ends; empty where it ends none."""
    close = figure.start - before.end <= _RANGE
    return before.unit if close and tokens[figure.start - 1].lower == "to" else ""


def _sharing(figure: Figure, later: Figure, tokens: Tokens) -> Figure:
    values = figure.values
    if figure.end == figure.start + 1 and later.end > later.start + 1:
        # The 2 of "2 to 3 million" leaves its scale to the 3.
        last = tokens[later.end - 1].lower
        scale = _SCALES.get(last, _SUFFIXES.get(last, 1.0))
        values = values | {round(value * scale, 6) for value in values}
    return figure._replace(unit=figure.unit or later.unit, values=values)


def _are_joined(one: Figure, other: Figure, tokens: Sequence[Token]) -> bool:
    between = " ".join(token.lower for token in tokens[one.end : other.start])
    return between in {"to", "or", "and", ""} and not is_year(tokens[one.start])
