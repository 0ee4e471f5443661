"""Turns a text into its numbers, in digits or in words, each with its unit and bound."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.answer.verify.checks.dates import date_positions
from qa.answer.verify.checks.units import Hedge, hedge_of, rest, unit_at
from qa.text.dates import is_year
from qa.text.tokens import Token, Tokens


class Figure(NamedTuple):
    """A number as it is written: what it may be worth, its unit, and its bound."""

    values: frozenset[float]
    unit: str
    hedge: Hedge
    start: int
    end: int
    """Exclusive."""
    ordinal: bool = False


_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SUFFIXES = {
    **dict.fromkeys(("m", "mn", "mln", "mil"), 1e6),
    **dict.fromkeys(("bn", "b", "bln"), 1e9),
    **dict.fromkeys(("tn", "trn"), 1e12),
    "k": 1e3,
}
VAGUE = {f"{scale}s": value for scale, value in _SCALES.items()} | {"tens": 10.0, "scores": 20.0}
"""Plurals say no more than an order of size."""
ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        (
            "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
            "sixteenth seventeenth eighteenth nineteenth twentieth"
        ).split(),
        2,
    )
}
_TIMES = {"half": 0.5, "halved": 0.5, "twice": 2.0, "doubled": 2.0, "double": 2.0, "tripled": 3.0, "triple": 3.0}
_NO_FIGURE = re.compile(
    r"^(?: of the| of these| of those| of (?:his|her|its|their|our|my)| another| day\b| or the other|-)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_JOIN = re.compile(r"\s?-?\s?|-|–")
_TEEN, _HUNDRED, _TENS = 20, 100, 10


def figures(found: Tokens) -> list[Figure]:
    """The numbers that count or measure, in order; dates are none."""
    dated = date_positions(found)
    read: list[Figure] = []
    at = 0
    while at < len(found):
        figure = None if at in dated else _figure(found, at)
        if figure is not None:
            read.append(figure)
        at = figure.end if figure is not None else at + 1
    return _shared_units(read, found)


def is_label(token: Token) -> bool:
    """Whether it counts a list or a source: "2. Ask first", "as they say [3]"."""
    listed = token.before == "\n" and token.after.startswith((". ", ") "))
    return listed or (token.before.endswith("[") and token.after.startswith("]"))


def _figure(found: Tokens, at: int) -> Figure | None:
    read = _valued(found, at)
    if read is None:
        return None
    values, end = read
    unit, after = unit_at(found, at, end)
    if unit == "year" and after < len(found) and found[after].lower in {"old", "olds"}:
        unit = ""  # an age is told without its unit as well
    if unit == "decade":
        values, unit = frozenset(value * 10 for value in values), "year"
    ordinal = found[at].lower in ORDINALS or (end == at + 2 and found[at + 1].lower in {"st", "nd", "rd", "th"})
    return Figure(values, unit, hedge_of(found, at, end, unit), at, end, ordinal)


def _valued(found: Tokens, at: int) -> tuple[frozenset[float], int] | None:
    """What the number that begins here may be worth, and where it ends."""
    token = found[at]
    lower = token.lower
    if lower in ORDINALS:
        return _one_word(ORDINALS[lower], at) if lower != "second" or not _is_number(found, at - 1) else None
    if lower in _TIMES and not _scaled(found, at + 1):
        return _one_word(_TIMES[lower], at) if _counts(token) else None
    if lower in VAGUE:
        return _one_word(VAGUE[lower] * 1.5, at)
    begins = _is_number(found, at) or (lower in {"a", "an", "half"} and _scaled(found, at + 1)) or lower == "dozen"
    if not begins or (lower == "one" and _NO_FIGURE.match(rest(found, at))):
        return None
    return _composed(found, at)


def _one_word(value: float, at: int) -> tuple[frozenset[float], int]:
    return frozenset({value}), at + 1


def _counts(token: Token) -> bool:
    return not (token.lower == "half" and (token.after.startswith("-") or token.before.endswith("-")))


def _scaled(found: Tokens, at: int) -> bool:
    """Whether a scale stands there: the "million" of "half a million"."""
    if at < len(found) and found[at].lower == "a":
        at += 1
    return at < len(found) and found[at].lower in _SCALES and not found[at].breaks


def _composed(found: Tokens, at: int) -> tuple[frozenset[float], int]:
    """A number of several words or digits with a scale."""
    total, current, end = 0.0, _first(found[at]), at + 1
    if found[at].lower == "half" and found[end].lower == "a":
        end += 1
    plain = not _is_digits(found[at])
    while end < len(found):
        step = found[end]
        if not _JOIN.fullmatch(step.before):
            break
        if step.lower in _SCALES and (step.lower != "hundred" or current < _HUNDRED):
            current *= _SCALES[step.lower]
            if step.lower not in {"hundred", "dozen"}:
                total, current = total + current, 0.0
            end += 1
            continue
        skip = 1 if step.lower == "and" and (total or current >= _HUNDRED) and plain else 0
        added = _small(found, end + skip, current) if plain else None
        if added is None:
            break
        current, end = current + added, end + skip + 1
    return _suffixed(found, total + current, end)


def _first(token: Token) -> float:
    if token.lower in {"a", "an"}:
        return 1.0
    if token.lower in {"half", "dozen"}:
        return 0.5 if token.lower == "half" else 12.0
    return float(token.term)


def _small(found: Tokens, at: int, current: float) -> float | None:
    """The next word of a number that is written out, where it goes on: the "five" of "twenty-five"."""
    if at >= len(found) or _is_digits(found[at]) or not _is_number(found, at):
        return None
    if current and at + 1 < len(found) and found[at + 1].lower == "hundred":
        return None  # "between two hundred and five hundred"
    value = float(found[at].term)
    room = _TENS if current % _HUNDRED >= _TEEN and current % _TENS == 0 else _HUNDRED if current % _HUNDRED == 0 else 0
    return value if (value < room and current != 0) or (current == 0 and value < _HUNDRED) else None


def _suffixed(found: Tokens, value: float, end: int) -> tuple[frozenset[float], int]:
    """With what is glued to digits: "1.2m", "3rd", "1990s"."""
    if end < len(found) and not found[end].before:
        lower = found[end].lower
        if lower in _SUFFIXES:
            scaled = round(value * _SUFFIXES[lower], 6)
            # "100m" may be a distance; "$100m" is none.
            return frozenset({scaled, value} if lower == "m" else {scaled}), end + 1
        if lower in {"st", "nd", "rd", "th", "s"}:
            return frozenset({value}), end + 1
    return frozenset({round(value, 6)}), end


def _is_number(found: Tokens, at: int) -> bool:
    return 0 <= at < len(found) and _NUMBER.fullmatch(found[at].term) is not None


def _is_digits(token: Token) -> bool:
    return token.text[0].isdigit()


def _shared_units(read: Sequence[Figure], found: Tokens) -> list[Figure]:
    """A unit belongs to every number before it: "from 5 to 10 percent", "3 or 4 million dollars"."""
    done: list[Figure] = []
    for figure in reversed(read):
        later = done[-1] if done else None
        if later is not None and not figure.unit and later.unit and _joined(figure, later, found):
            figure = figure._replace(unit=later.unit)
        if later is not None and _is_scaled(later, found) and _joined(figure, later, found):
            figure = figure._replace(values=figure.values | _scaled_alike(figure, later, found))
        done.append(figure)
    return done[::-1]


def _is_scaled(figure: Figure, found: Tokens) -> bool:
    return figure.end > figure.start + 1 and found[figure.end - 1].lower in {*_SCALES, *_SUFFIXES}


def _scaled_alike(figure: Figure, later: Figure, found: Tokens) -> frozenset[float]:
    """What a number is worth that leaves its scale to a later one: the 2 of "2 to 3 million"."""
    last = found[later.end - 1].lower
    scale = _SCALES.get(last, _SUFFIXES.get(last, 1.0))
    return (
        frozenset(round(value * scale, 6) for value in figure.values)
        if figure.end == figure.start + 1
        else figure.values
    )


def _joined(one: Figure, other: Figure, found: Tokens) -> bool:
    between = " ".join(token.lower for token in found[one.end : other.start])
    return between in {"to", "or", "and", ""} and not is_year(found[one.start])
