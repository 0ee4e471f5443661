"""Read when something is, as far as words tell it, and whether two tellings can be of one time."""

import re
from dataclasses import dataclass
from typing import Literal

from qa.text.dates import PARTS_OF_DAY, dates, is_decade, is_month, is_weekday, is_year_at
from qa.text.tokens import Term, Tokens

_MERIDIEM = frozenset({"am", "pm", "a.m.", "p.m.", "a.m", "p.m"})
_NAMED_HOURS = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?")
_LOOSELY = 20
"""Minutes by which two tellings of one hour may differ."""
_HALF_DAY = 12 * 60
_DAY_HOURS, _HOUR = 24, 60


@dataclass(frozen=True, slots=True)
class Moment:
    """What is told of a time; None and empty: that part is not told."""

    year: Term | None
    month: Term | None
    days: frozenset[str]
    weekday: Term | None
    part: str | None
    """Of the day."""
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
    years = {date.year for date in dated if date.year}
    alone = [at for at, token in enumerate(words) if is_year_at(words, at) and token.term not in years]
    years |= {Term(f"{words[at].term}s") if is_decade(words, at) else words[at].term for at in alone}
    months = {date.month for date in dated}
    weekdays = [at for at, token in enumerate(words) if is_weekday(token)]
    parts = [at for at, token in enumerate(words) if token.lower in PARTS_OF_DAY]
    clock = _clock(words)
    if len(years) > 1 or len(months) > 1:
        return None
    halves = {at for at, token in enumerate(words) if clock and token.lower in _MERIDIEM}
    positions = {at for date in dated for at in date.positions} | {*alone, *weekdays, *parts, *clock} | halves
    positions |= {at for at, token in enumerate(words) if is_month(token) and months}
    if not positions:
        return None
    return Moment(
        year=next(iter(years), None),
        month=next(iter(months), None),
        days=frozenset[str]().union(*(date.days for date in dated)),
        weekday=words[weekdays[0]].term if len(weekdays) == 1 else None,
        part=PARTS_OF_DAY[words[parts[0]].lower] if len(parts) == 1 else None,
        minute=next(iter(clock.values())) if len(clock) == 1 else None,
        positions=frozenset(positions),
    )


def moments_differ(one: Moment, other: Moment) -> Literal["same", "different", "unclear"]:
    """Compare what both tell; unclear where they tell no part in common."""
    pairs = [
        (one.year, other.year),
        (one.month, other.month),
        (one.weekday, other.weekday),
    ]
    told = [(ours, theirs) for ours, theirs in pairs if ours is not None and theirs is not None]
    both_days = bool(one.days and other.days)
    if any(ours != theirs for ours, theirs in told) or (both_days and one.days.isdisjoint(other.days)):
        return "different"
    if one.minute is not None and other.minute is not None:
        return "same" if _near(one.minute, other.minute) else "different"
    return "same" if told or both_days else "unclear"


def _near(one: int, other: int) -> bool:
    apart = abs(one - other)
    return min(apart, 2 * _HALF_DAY - apart) < _LOOSELY


def _clock(words: Tokens) -> dict[int, int]:
    """The minute of the day that each time of the clock tells, by its position."""
    told = {at: _NAMED_HOURS[token.lower] for at, token in enumerate(words) if token.lower in _NAMED_HOURS}
    for at, token in enumerate(words):
        minute = _minute(words, at) if token.numeric and token.before != ":" else None
        if minute is not None:
            told[at] = minute
    return told


def _minute(words: Tokens, at: int) -> int | None:
    """Of "2.15am", "2 a.m." and "14:05", which tokens cut at the colon."""
    token = words[at]
    match = _CLOCK.match(token.text)
    if match is None:
        return None
    hour, minutes, rest = int(match[1]), match[2], token.lower[match.end() :]
    following = words[at + 1] if at + 1 < len(words) else None
    if minutes is None and following is not None and following.before == ":" and len(following.text[:2]) == 2:  # noqa: PLR2004
        minutes, rest = following.text[:2], following.lower[2:]
        following = words[at + 2] if at + 2 < len(words) else None
    mark = rest or (following.lower if following is not None and not following.before.strip() else "")
    half = mark if mark in _MERIDIEM else ""
    if not half and (minutes is None or words[at].text.count(".") or not minutes.isdecimal()):
        return None
    if hour > _DAY_HOURS or not (minutes or "0").isdecimal() or int(minutes or 0) >= _HOUR:
        return None
    shifted = hour % 12 + (12 if half.startswith("p") else 0) if half else hour
    return shifted * _HOUR + int(minutes or 0)
