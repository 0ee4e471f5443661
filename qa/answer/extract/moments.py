"""Read when something is, as far as words tell it, and whether two tellings can be of one time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from qa.text.dates import PARTS_OF_DAY, Dated, dates, is_decade, is_month, is_weekday, is_year_at
from qa.text.tokens import Term, Tokens

Told = TypeVar("Told")

_HALVES = frozenset({"am", "pm", "a.m.", "p.m.", "a.m", "p.m"})
_NAMED_HOURS = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_CLOCK = re.compile(
    r"(?P<hour>1[0-2]|0?[1-9])(?:[.:](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b|(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b",
    re.IGNORECASE,
)
_TOKENS = 3
"""Tokens into which a time of the clock is cut: "2", "15", "am"."""
_LOOSELY = 20
"""Minutes by which two tellings of one hour may differ."""
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Moment:
    """What is told of a time; None and empty: that part is not told."""

    year: Term | None
    month: Term | None
    days: frozenset[str]
    weekday: Term | None
    minute: int | None
    """Of the day."""
    positions: frozenset[int]
    """Of the tokens that tell it."""

    def is_within(self, other: "Moment") -> bool:
        """Whether the other tells each part that this one tells."""
        parts = ((self.year, other.year), (self.month, other.month), (self.minute, other.minute))
        return all(ours is None or theirs is not None for ours, theirs in parts)


def moment_in(words: Tokens) -> Moment | None:
    """Return the one time that the words tell; None where they tell none, or several years or months."""
    dated = list(dates(words))
    years, months = _years(words, dated), {date.month for date in dated}
    positions = _positions(words, dated)
    if not positions or len(years) > 1 or len(months) > 1:
        return None
    return Moment(
        year=_only(years),
        month=_only(months),
        days=frozenset[str]().union(*(date.days for date in dated)),
        weekday=_only({word.term for word in words if is_weekday(word)}),
        minute=_only(set(_clock(words).values())),
        positions=positions,
    )


def moments_differ(one: Moment, other: Moment) -> Literal["same", "different", "unclear"]:
    """Compare what both tell; unclear where they tell no part in common."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.weekday, other.weekday))
    told = [ours == theirs for ours, theirs in pairs if ours is not None and theirs is not None]
    if one.days and other.days:
        told.append(not one.days.isdisjoint(other.days))
    if one.minute is not None and other.minute is not None:
        apart = abs(one.minute - other.minute)
        told.append(min(apart, _DAY - apart) < _LOOSELY)
    if not told:
        return "unclear"
    return "same" if all(told) else "different"


def _only(told: Iterable[Told]) -> Told | None:
    values = list(told)
    return values[0] if len(values) == 1 else None


def _years(words: Tokens, dated: Iterable[Dated]) -> set[Term]:
    """The years, with a month or alone, and the decades as "1990s"."""
    beside = {date.year for date in dated if date.year}
    decades = {at for at in range(len(words)) if is_decade(words, at)}
    alone = {words[at].term for at in range(len(words)) if is_year_at(words, at) and at not in decades}
    return beside | alone | {Term(f"{words[at].term}s") for at in decades}


def _positions(words: Tokens, dated: Iterable[Dated]) -> frozenset[int]:
    """Where the words stand that tell the time."""
    clock = _clock(words)
    found = set(clock).union(*(date.positions for date in dated))
    for at, word in enumerate(words):
        calendar = is_weekday(word) or is_year_at(words, at) or word.lower in PARTS_OF_DAY
        if calendar or (is_month(word) and dated) or (clock and word.lower in _HALVES):
            found.add(at)
    return frozenset(found)


def _clock(words: Tokens) -> dict[int, int]:
    """The minute of the day that each time of the clock tells, by its position."""
    told = {at: _NAMED_HOURS[word.lower] for at, word in enumerate(words) if word.lower in _NAMED_HOURS}
    for at, word in enumerate(words):
        written = "".join(each.text + each.after for each in words[at : at + _TOKENS])
        match = _CLOCK.match(written) if word.numeric and word.before != ":" else None
        if match is not None:
            told[at] = _minute(match)
    return told


def _minute(match: re.Match[str]) -> int:
    if match["hour24"]:
        return int(match["hour24"]) * 60 + int(match["minute24"])
    return (int(match["hour"]) % 12 + 12 * (match["half"].lower() == "p")) * 60 + int(match["minute"] or 0)
