"""Read the dates and times of a text: months with their days and years, weekdays, and what only its day of publication dates."""

from collections.abc import Iterator
from typing import NamedTuple

from qa.text.tables import by_kind, mapped, rows
from qa.text.tokens import Term, Token, Tokens, terms

_CALENDAR = rows("calendar")
_KINDS = by_kind("calendar")


def _meanings(kind: str) -> dict[str, str]:
    return dict(mapped([row for row in _CALENDAR if row["kind"] == kind], "word", "meaning"))


MONTHS = frozenset(terms(" ".join(_KINDS["month"])))
"""Terms of the months and of their abbreviations."""
WEEKDAYS = frozenset(terms(" ".join(_KINDS["weekday"])))
PARTS_OF_DAY = _meanings("part of day")
"""A part of the day by each word for it."""
HOURS = _KINDS["hour"]
"""Words that tell a time of day without naming its part: "noon", "p.m."."""
FREQUENCIES = _meanings("frequency")
"""The period of "daily", "annual" and the like."""
_RELATIVE = _KINDS["relative"]
_POINTERS = _meanings("pointer")
_POINTED_AT = frozenset("week weekend month year decade century night quarter spring summer autumn winter".split())
_AGO = frozenset("day week month year decade century hour minute".split())
_DAYS = {row["word"]: row["value"] for row in rows("numerals") if row["kind"] == "ordinal"}
_SUFFIXES = frozenset("st nd rd th".split())
_VERBS_OF_MONTHS = frozenset("is was has had will saw brought".split())
_EVERYDAY_MONTHS = frozenset("may march".split())
_ERAS = frozenset("ad bc ce bce a.d. b.c. c.e. b.c.e.".split())
_BEFORE_YEARS = frozenset("in since year circa".split())
_FIRST_YEAR, _FIRST_PLAIN_YEAR, _LAST_YEAR = 1000, 1500, 2100
_LAST_DAY, _DIGITS_OF_DAY, _DIGITS_OF_YEAR = 31, 2, 4


class Dated(NamedTuple):
    """A month with its day or days and its year, as far as they are told, and where days and year stand."""

    month: Term
    days: frozenset[str]
    year: Term | None
    positions: frozenset[int]


def is_month(token: Token) -> bool:
    """Whether a token is a month's name, written as one ("may" is a verb)."""
    return token.term in MONTHS and token.capital


def is_weekday(token: Token) -> bool:
    """Whether a token is a weekday's name, written as one."""
    return token.term in WEEKDAYS and token.capital


def is_time(token: Token) -> bool:
    """Whether a word tells a time without a number: "Monday", "last", "week", "earlier"."""
    known = token.lower in {*_RELATIVE, *_POINTERS, *_POINTED_AT, *PARTS_OF_DAY, *HOURS, "earlier", "later"}
    return known or is_month(token) or is_weekday(token)


def is_year(token: Token) -> bool:
    """Whether a token reads as a year whatever stands around it: "2014" does, "2,014" and "1066" may count something."""
    return _is_in(token, _FIRST_PLAIN_YEAR)


def is_year_at(tokens: Tokens, at: int) -> bool:
    """Whether a token is a year where it stands: "in 1066", "the 1340s", "79 AD"; not in "1200 people"."""
    return is_year(tokens[at]) or is_decade(tokens, at) or _has_era(tokens, at) or _is_early_year(tokens, at)


def _has_era(tokens: Tokens, at: int) -> bool:
    beside = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
    return tokens[at].text.isdecimal() and any(token.lower in _ERAS for token in beside)


def _is_early_year(tokens: Tokens, at: int) -> bool:
    """Whether a number of four digits is a year by what stands around it: behind a month, or behind "in" and counting nothing."""
    if at == 0 or not _is_in(tokens[at], _FIRST_YEAR):
        return False
    counts = any(token.content and not token.capital and not token.breaks for token in tokens[at + 1 : at + 2])
    return is_month(tokens[at - 1]) or (tokens[at - 1].lower in _BEFORE_YEARS and not counts)


def is_decade(tokens: Tokens, at: int) -> bool:
    """Whether a token and the "s" behind it tell a decade: "1990s", "1340's"."""
    if at + 1 >= len(tokens) or not (_is_in(tokens[at], _FIRST_YEAR) and tokens[at].text.endswith("0")):
        return False
    return not tokens[at].after.strip("'’") and tokens[at + 1].text == "s"


def _is_in(token: Token, first: int) -> bool:
    text = token.text
    return len(text) == _DIGITS_OF_YEAR and text.isdecimal() and first <= int(text) <= _LAST_YEAR


def month_key(term: Term) -> Term:
    """A month by its first three letters, so that "Jan. 6" is "January 6"; any other term as it is."""
    return Term(term[:3]) if term in MONTHS else term


def date_positions(tokens: Tokens) -> frozenset[int]:
    """Where days of a month and years stand, which count nothing."""
    days = frozenset[int]().union(*(date.positions for date in dates(tokens)))
    return days | {at for at, token in enumerate(tokens) if is_year(token) and not _is_measured(token)}


def _is_measured(token: Token) -> bool:
    """Whether what looks like a year counts something: "$2000", "2000 percent"."""
    return token.before.endswith(("$", "€", "£")) or token.after.lstrip().startswith("%")


def years(tokens: Tokens) -> set[str]:
    """The years, and the decades as "1990s"."""
    plain = {token.term for at, token in enumerate(tokens) if is_year(token) and not is_decade(tokens, at)}
    return {*plain, *decades(tokens)}


def decades(tokens: Tokens) -> set[str]:
    """The decades, each as "1990s"."""
    return {f"{token.term}s" for at, token in enumerate(tokens) if is_decade(tokens, at)}


def dates(tokens: Tokens) -> Iterator[Dated]:
    """The months, in order, each with its day and year."""
    for at, token in enumerate(tokens):
        if not is_month(token) or (token.lower in _EVERYDAY_MONTHS and not _is_written_month(tokens, at)):
            continue
        days = frozenset((*_days_before(tokens, at), *_days_after(tokens, at)))
        year = _year_after(tokens, max((at, *days)))
        yield Dated(
            month_key(token.term),
            frozenset(_DAYS.get(tokens[day].lower, tokens[day].term.lstrip("0")) for day in days),
            tokens[year].term if year else None,
            days | ({year} if year else frozenset()),
        )


def _is_written_month(tokens: Tokens, at: int) -> bool:
    beside = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
    return not tokens[at].opens or any(token.numeric or token.lower in _VERBS_OF_MONTHS for token in beside)


def _days_before(tokens: Tokens, at: int) -> Iterator[int]:
    """Days before their month: "7 October", "the 7th of October", "7-9 October"."""
    day = _before(tokens, at, frozenset({"of", *_SUFFIXES}))
    if day < 0 or not _is_day(tokens[day]) or tokens[at].breaks:
        return
    yield day
    earlier = _before(tokens, day, frozenset({"and", *_SUFFIXES}))
    if earlier >= 0 and _is_day(tokens[earlier]) and tokens[day].before.strip() in {"-", "–", ""}:
        yield earlier


def _before(tokens: Tokens, at: int, skipped: frozenset[str]) -> int:
    """The position before a token, these words aside; -1: there is none."""
    position = at - 1
    while position >= 0 and tokens[position].lower in skipped:
        position -= 1
    return position


def _behind(tokens: Tokens, at: int, skipped: frozenset[str]) -> int:
    """The position behind a token, these words aside; `len(tokens)`: there is none."""
    position = at + 1
    while position < len(tokens) and tokens[position].lower in skipped:
        position += 1
    return position


def _days_after(tokens: Tokens, at: int) -> Iterator[int]:
    """Days behind their month: "October 7", "Oct. 7th", "October 7 and 8", "October 7-9"."""
    position, first = at + 1, True
    while position < len(tokens) and _is_day(tokens[position]):
        gap = tokens[position].before.strip()
        if gap not in {"", "."} and (gap not in {"-", "–", ","} or first or not _is_further_day(tokens, position)):
            return
        yield position
        position, first = _behind(tokens, position, frozenset({"and", "to", *_SUFFIXES})), False


def _is_further_day(tokens: Tokens, at: int) -> bool:
    """Whether a further number is a day too, and does not count what follows: "July 26, 3 days later"."""
    ranged = tokens[at].before.strip() in {"-", "–"}
    return ranged or (at + 1 < len(tokens) and (tokens[at + 1].lower == "and" or _is_day(tokens[at + 1])))


def _is_day(token: Token) -> bool:
    if token.lower in _DAYS:
        return True
    digits = token.text.isascii() and token.text.isdecimal() and len(token.text) <= _DIGITS_OF_DAY
    return digits and 1 <= int(token.text) <= _LAST_DAY


def _year_after(tokens: Tokens, at: int) -> int | None:
    year = _behind(tokens, at, frozenset({"of", *_SUFFIXES}))
    if year < len(tokens) and is_year(tokens[year]) and tokens[year].before.strip(". \xa0") in {"", ","}:
        return year
    return None


def weekdays(tokens: Tokens) -> set[Term]:
    """The weekdays."""
    return {token.term for token in tokens if is_weekday(token)}


def relative_times(tokens: Tokens) -> set[tuple[str, str]]:
    """What can only be dated by the day of publication: ("yesterday", ""), ("last", "week"), ("2", "day") for "two days ago"."""
    times = {(token.lower, "") for token in tokens if token.lower in _RELATIVE}
    for at, token in enumerate(tokens[:-1]):
        period = tokens[at + 1]
        if period.breaks:
            continue
        if _points_at(tokens, at):
            times.add((_POINTERS[token.lower], period.term if period.term in WEEKDAYS else period.lower))
        elif period.lower == "ago" and token.term in _AGO:
            times.add((_count(tokens, at - 1), token.term))
    return times


def _points_at(tokens: Tokens, at: int) -> bool:
    """Whether "last", "next" or the like tells which period; "the last week" is none that a day of publication dates."""
    period = tokens[at + 1]
    known = period.lower in _POINTED_AT or period.term in WEEKDAYS or is_month(period)
    return tokens[at].lower in _POINTERS and known and not (at > 0 and tokens[at - 1].lower == "the")


def _count(tokens: Tokens, at: int) -> str:
    """How many, of "two days ago"; "a day" is one."""
    if at < 0 or tokens[at].lower in {"a", "an"}:
        return "1"
    return tokens[at].term
