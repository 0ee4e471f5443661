"""Turns the dates and times of a statement into whether its quotes have the same ones."""

from collections.abc import Iterator
from typing import NamedTuple

from qa.answer.verify.checks.text import Reading
from qa.text.dates import WEEKDAYS, is_month, is_weekday, is_year, month_key
from qa.text.tokens import Term, Token, Tokens


class Dated(NamedTuple):
    """A month with its day or days and its year, as far as they are told, and where they stand."""

    month: Term
    days: frozenset[str]
    year: Term | None
    positions: frozenset[int]


_SUFFIXES = frozenset("st nd rd th".split())
_RELATIVE = frozenset("yesterday today tomorrow tonight".split())
_POINTERS = {"last": "last", "this": "this", "next": "next", "coming": "next", "upcoming": "next"}
_PERIODS = frozenset("week weekend month year decade century night quarter spring summer autumn winter".split())
_AGO = frozenset("day week month year decade century hour minute".split())
_PARTS = {
    "morning": "morning",
    "mornings": "morning",
    "afternoon": "afternoon",
    "afternoons": "afternoon",
    **dict.fromkeys("evening evenings night nights".split(), "night"),
}
_PART_TELLERS = frozenset("a.m. am p.m. pm dawn dusk noon midday midnight overnight early late tonight".split())
OFTEN = {
    "hourly": "hour",
    "daily": "day",
    "nightly": "night",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
    "annually": "year",
    "yearly": "year",
}
_TOLD_OF_MONTHS = frozenset("is was has had will saw brought".split())
_EVERYDAY_MONTHS = frozenset("may march".split())
_DAY_WORDS = {
    word: str(value)
    for value, word in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
            "sixteenth seventeenth eighteenth nineteenth twentieth"
        ).split(),
        1,
    )
}
_LAST_DAY = 31


def dates_hold(reading: Reading) -> bool:
    """Whether every date, weekday and relative time of the statement stands in the quotes."""
    told, quoted = reading.statement, reading.quoted
    ours, theirs = _relative(told), _relative(quoted)
    return (
        (not ours or (reading.dated and ours <= theirs))
        and _weekdays(told) <= _weekdays(quoted)
        and _parts_hold(reading)
        and _often_holds(reading)
        and _calendar_holds(told, quoted)
    )


def date_positions(found: Tokens) -> frozenset[int]:
    """Where days of a month and years stand, which count nothing."""
    days = frozenset[int]().union(*(date.positions for date in _dates(found)))
    return days | {at for at, token in enumerate(found) if is_year(token) and not _is_measured(found, at)}


def _is_measured(found: Tokens, at: int) -> bool:
    """Whether what looks like a year counts something: "$2000", "2000 percent"."""
    token = found[at]
    return token.before.endswith(("$", "€", "£")) or token.after.lstrip().startswith("%")


def _calendar_holds(told: Tokens, quoted: Tokens) -> bool:
    theirs = list(_dates(quoted))
    years = {token.term for token in quoted if token.numeric}
    if not _years(told) <= {*years, *_decades(quoted)}:
        return False
    return all(any(_agree(date, other) for other in theirs) for date in _dates(told))


def _agree(ours: Dated, theirs: Dated) -> bool:
    same_year = ours.year is None or theirs.year is None or ours.year == theirs.year
    return ours.month == theirs.month and ours.days <= theirs.days and same_year


def _years(found: Tokens) -> set[str]:
    plain = {token.term for at, token in enumerate(found) if is_year(token) and not _is_decade(found, at)}
    return {*plain, *(decade for decade in _decades(found))}


def _decades(found: Tokens) -> set[str]:
    return {f"{token.term}s" for at, token in enumerate(found) if token.numeric and _is_decade(found, at)}


def _is_decade(found: Tokens, at: int) -> bool:
    decade = at + 1 < len(found) and is_year(found[at])
    return decade and not found[at].after.strip("'’") and found[at + 1].text == "s"


def _dates(found: Tokens) -> Iterator[Dated]:
    for at, token in enumerate(found):
        if not is_month(token) or (token.lower in _EVERYDAY_MONTHS and not _is_written_month(found, at)):
            continue
        days = frozenset((*_days_before(found, at), *_days_after(found, at)))
        year = _year_after(found, max((at, *days)))
        positions = days | ({year} if year else frozenset())
        yield Dated(
            month_key(token.term),
            frozenset(_DAY_WORDS.get(found[day].lower, found[day].term.lstrip("0")) for day in days),
            found[year].term if year else None,
            frozenset(positions),
        )


def _is_written_month(found: Tokens, at: int) -> bool:
    beside = (*found[max(0, at - 1) : at], *found[at + 1 : at + 2])
    return not found[at].opens or any(token.numeric or token.lower in _TOLD_OF_MONTHS for token in beside)


def _days_before(found: Tokens, at: int) -> Iterator[int]:
    """Days before their month: "7 October", "the 7th of October", "7-9 October"."""
    place = at - 1
    while place >= 0 and (found[place].lower == "of" or found[place].lower in _SUFFIXES):
        place -= 1
    if place < 0 or not _is_day(found[place]) or found[at].breaks:
        return
    yield place
    earlier = place - 1
    while earlier > 0 and (found[earlier].lower == "and" or found[earlier].lower in _SUFFIXES):
        earlier -= 1
    if earlier >= 0 and _is_day(found[earlier]) and found[place].before.strip() in {"-", "–", ""}:
        yield earlier


def _days_after(found: Tokens, at: int) -> Iterator[int]:
    """Days behind their month: "October 7", "Oct. 7th", "October 7 and 8", "October 7-9"."""
    place, first = at + 1, True
    while place < len(found) and _is_day(found[place]) and found[place].before.strip() in {"", ".", "-", "–", ","}:
        if found[place].before.strip() not in {"", "."} and (first or not _goes_on(found, place)):
            return
        yield place
        place, first = place + 1, False
        while place < len(found) and (found[place].lower in _SUFFIXES or found[place].lower in {"and", "to"}):
            place += 1


def _goes_on(found: Tokens, place: int) -> bool:
    """Whether a further number is a day too, and does not count what follows: "July 26, 3 days later"."""
    ranged = found[place].before.strip() in {"-", "–"}
    return ranged or (place + 1 < len(found) and (found[place + 1].lower == "and" or _is_day(found[place + 1])))


def _is_day(token: Token) -> bool:
    if token.lower in _DAY_WORDS:
        return True
    return token.text.isascii() and token.text.isdecimal() and 1 <= int(token.text) <= _LAST_DAY and len(token.text) < 3  # noqa: PLR2004


def _year_after(found: Tokens, at: int) -> int | None:
    place = at + 1
    while place < len(found) and (found[place].lower in _SUFFIXES or found[place].lower == "of"):
        place += 1
    if place < len(found) and is_year(found[place]) and found[place].before.strip(". \xa0") in {"", ","}:
        return place
    return None


def _weekdays(found: Tokens) -> set[str]:
    return {token.term for token in found if is_weekday(token)}


def _relative(found: Tokens) -> set[tuple[str, str]]:
    """What can only be dated by when it was published, as what is told and of what."""
    told = {(token.lower, "") for token in found if token.lower in _RELATIVE}
    for at, token in enumerate(found):
        of = found[at + 1] if at + 1 < len(found) and not found[at + 1].breaks else None
        if of is None:
            continue
        period = of.term if of.term in WEEKDAYS else of.lower
        if token.lower in _POINTERS and (period in _PERIODS or period in WEEKDAYS or is_month(of)):
            if at == 0 or found[at - 1].lower != "the":
                told.add((_POINTERS[token.lower], period))
        elif of.lower == "ago" and token.term in _AGO:
            told.add((_count(found, at - 1), token.term))
    return told


def _count(found: Tokens, at: int) -> str:
    """How many, of "two days ago"; "a day" is one."""
    if at < 0 or found[at].lower in {"a", "an"}:
        return "1"
    return found[at].term


def _parts_hold(reading: Reading) -> bool:
    """A part of the day is another one only where the quotes tell one at all."""
    ours, theirs = (
        {_PARTS[token.lower] for token in it if token.lower in _PARTS} for it in (reading.statement, reading.quoted)
    )
    return ours <= theirs or not theirs or any(token.lower in _PART_TELLERS for token in reading.quoted)


def _often_holds(reading: Reading) -> bool:
    quoted = {token.term for token in reading.quoted} | {OFTEN.get(token.lower, "") for token in reading.quoted}
    return all(OFTEN[token.lower] in quoted for token in reading.statement if token.lower in OFTEN)
