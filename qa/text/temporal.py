"""Resolve the times that a text names to days: those that are stated whole, and with a day to count from "last week" too.

Each kind of expression is a pattern and a rule that computes the days from what it matched; the first that fits at a place wins.
A weekday or a day without its year lies before the day of publication, unless the verb beside it speaks of what is to come.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from qa.domain.article import Span
from qa.text.tables import by_kind, rows

Rule = Literal["stated", "nearest_year", "day", "weekday", "week", "weekend", "month", "year", "ago", "past", "ahead"]
"""How an expression was resolved: `stated` by itself; `nearest_year` by the year that lies nearest ("7 October"), or whose
weekday fits; all others by counting from the day of publication."""
Precision = Literal["day", "week", "month", "year", "interval"]

_CALENDAR = by_kind("calendar")
_NUMERALS = {row["word"]: int(row["value"]) for row in rows("numerals") if row["kind"] == "cardinal"}
_ABBREVIATIONS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WEEK = 7
_SATURDAY = 5
_DECEMBER = 12
_HOURS = 24
_SOON = timedelta(45)
"""How near a day without its year may lie on either side, whatever the verb says."""
_MONTHS = {"year": 12, "decade": 120, "century": 1200, "centurie": 1200}


class Period(NamedTuple):
    """Days from the first to the last, and how exactly that is known."""

    first: date
    last: date
    precision: Precision

    @property
    def text(self) -> str:
        """ISO 8601: a day, a week (2024-W04), a month, a year, or two days with a slash between them."""
        if self.precision == "day":
            return self.first.isoformat()
        if self.precision == "week":
            return f"{self.first.isocalendar().year}-W{self.first.isocalendar().week:02}"
        if self.precision == "month":
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y}" if self.precision == "year" else f"{self.first.isoformat()}/{self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class TemporalExpression:
    """Words of a text that name a time, and the time."""

    span: Span
    period: Period
    rule: Rule


class _Match(NamedTuple):
    """What a rule computes from: the parts that matched, the day to count from, and whether they speak of what is to come."""

    parts: Mapping[str, str]
    day: date
    ahead: bool | None
    """None: nothing tells."""


def resolved(text: str, published: date | None) -> Iterator[TemporalExpression]:
    """Yield the expressions in order; without a day of publication only those that are stated whole."""
    for match in _EXPRESSION.finditer(text):
        rule, _, compute = _RULES[str(match.lastgroup)]
        if (published is None and rule != "stated") or _is_name(text, match):
            continue
        period = _computed(compute, _Match(_parts(match), published or date.min, _speaks_ahead(text, match)))
        if period is not None:
            yield TemporalExpression(Span(match.start(), match.end()), period, rule)


def _parts(match: re.Match[str]) -> dict[str, str]:
    """Return what the groups of the kind that matched hold, by their names without the kind."""
    kind = f"{match.lastgroup}_"
    return {name[len(kind) :]: part for name, part in match.groupdict().items() if part and name.startswith(kind)}


def _computed(compute: Callable[[_Match], Period], match: _Match) -> Period | None:
    try:
        return compute(match)
    except (ValueError, OverflowError):  # the thirtieth of February, or ten thousand years ago
        return None


# Periods


def day_of(day: date) -> Period:
    """Return one day."""
    return Period(day, day, "day")


def week_of(day: date) -> Period:
    """Return the week from Monday to Sunday that a day lies in."""
    monday = day - timedelta(day.weekday())
    return Period(monday, monday + timedelta(_WEEK - 1), "week")


def month_of(year: int, month: int) -> Period:
    """Return a month; 0 is the December before, and 13 the January after."""
    year, month = year + (month - 1) // _DECEMBER, (month - 1) % _DECEMBER + 1
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def year_of(year: int) -> Period:
    """Return a year."""
    return Period(date(year, 1, 1), date(year, _DECEMBER, 31), "year")


# Rules


def _count(word: str) -> int:
    """Return the number that a word tells: "5", "five", "forty-eight", "a"."""
    if word.isdecimal():
        return int(word)
    return sum(_NUMERALS.get(part, 1) for part in word.lower().split("-"))


def _month(word: str) -> int:
    return _ABBREVIATIONS.index(word[:3].lower()) + 1


_SHIFTS = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 1}
_BY_DAY = {"today": 0, "tonight": 0, "this": 0, "yesterday": -1, "last": -1, "tomorrow": 1}


def _named_day(match: _Match) -> Period:
    word = match.parts["word"].lower()
    if "before" in word:
        return day_of(match.day - timedelta(2))
    if "after" in word:
        return day_of(match.day + timedelta(2))
    return day_of(match.day + timedelta(_BY_DAY[word.split()[0]]))


def _day_of_week(match: _Match) -> Period:
    monday = match.day - timedelta(match.day.weekday())
    weeks = _SHIFTS[match.parts["pointer"].lower()]
    return day_of(monday + timedelta(_DAYS.index(match.parts["name"].lower()) + _WEEK * weeks))


def _weekday(match: _Match) -> Period:
    pointer = match.parts.get("pointer", "").lower()
    since = (match.day.weekday() - _DAYS.index(match.parts["name"].lower())) % _WEEK
    until = -since % _WEEK
    pointed = {"last": -(since or _WEEK), "next": until or _WEEK, "coming": until or _WEEK}
    if pointer in pointed:
        return day_of(match.day + timedelta(pointed[pointer]))
    if pointer == "this" and match.ahead is None:
        return _day_of_week(match)
    # Where no verb tells, the nearer one is meant: "The teams meet again Sunday".
    ahead = until < since if match.ahead is None else match.ahead
    return day_of(match.day + timedelta(until) if ahead else match.day - timedelta(since))


def _pointed(match: _Match) -> Period:
    shift, unit = _SHIFTS[match.parts["pointer"].lower()], match.parts["unit"].lower()
    if unit == "week":
        return week_of(match.day + timedelta(_WEEK * shift))
    if unit == "weekend":
        saturday = week_of(match.day).first + timedelta(_SATURDAY + _WEEK * shift)
        return Period(saturday, saturday + timedelta(1), "interval")
    if unit == "month":
        return month_of(match.day.year, match.day.month + shift)
    return year_of(match.day.year + shift)


def _pointed_month(match: _Match) -> Period:
    shift, month = _SHIFTS[match.parts["pointer"].lower()], _month(match.parts["month"])
    passed = month < match.day.month
    years = {-1: 0 if passed else -1, 0: 0, 1: 1 if passed or month == match.day.month else 0}
    return month_of(match.day.year + years[shift], month)


def _ago(match: _Match) -> Period:
    return _apart(match, -1)


def _from_now(match: _Match) -> Period:
    return _apart(match, 1)


def _apart(match: _Match, sign: int) -> Period:
    count, unit = _count(match.parts["count"]), match.parts["unit"].lower().rstrip("s")
    if unit in _MONTHS:
        return year_of(match.day.year + sign * count * _MONTHS[unit] // _DECEMBER)
    if unit == "month":
        return month_of(match.day.year, match.day.month + sign * count)
    days = {"minute": 0, "hour": count // _HOURS, "day": count, "week": count * _WEEK}[unit]
    found = match.day + timedelta(sign * days)
    return week_of(found) if unit == "week" else day_of(found)


def _span(match: _Match) -> Period:
    """From so long ago until the day of publication: "in the past two weeks"."""
    count, unit = _count(match.parts.get("count", "one")), match.parts["unit"].lower().rstrip("s")
    if unit in {"hour", "day", "week"}:
        days = {"hour": -(-count // _HOURS), "day": count, "week": count * _WEEK}[unit]
        return Period(match.day - timedelta(days), match.day, "interval")
    begin = month_of(match.day.year, match.day.month - count * _MONTHS.get(unit, 1))
    return Period(begin.first.replace(day=min(match.day.day, begin.last.day)), match.day, "interval")


def _stated(match: _Match) -> Period:
    year, month = int(match.parts["year"]), match.parts.get("month")
    if month is None:
        return year_of(year)
    if "day" not in match.parts:
        return month_of(year, _month(month))
    first = date(year, _month(month), int(match.parts["day"]))
    return (
        Period(first, first.replace(day=int(match.parts["to"])), "interval") if "to" in match.parts else day_of(first)
    )


def _month_of_pointed_year(match: _Match) -> Period:
    year, month = match.day.year + _SHIFTS[match.parts["pointer"]], _month(match.parts["month"])
    return day_of(date(year, month, int(match.parts["day"]))) if "day" in match.parts else month_of(year, month)


def _iso(match: _Match) -> Period:
    return day_of(date.fromisoformat(match.parts["date"]))


def _of_a_year(match: _Match) -> Period:
    """A day or a month without its year."""
    periods = _of_years_about(match)
    found = min(periods, key=lambda period: abs(period.first - match.day))
    # What lies near needs no verb to tell: half a year ahead is as far as half a year back.
    if "name" not in match.parts and match.ahead is not None and abs(found.first - match.day) > _SOON:
        meant = [it for it in periods if (it.last >= match.day if match.ahead else it.first <= match.day)]
        found = min(meant, key=lambda period: abs(period.first - match.day), default=found)
    return (
        Period(found.first, found.first.replace(day=int(match.parts["to"])), "interval")
        if "to" in match.parts
        else found
    )


def _of_years_about(match: _Match) -> list[Period]:
    """Return the day, or the month, in the years about; a weekday beside it tells which is meant, though it is some years ago."""
    month, years = _month(match.parts["month"]), range(match.day.year - _WEEK, match.day.year + 2)
    if "day" not in match.parts:
        return [month_of(year, month) for year in years]
    day = int(match.parts["day"])
    days = [date(year, month, day) for year in years if day <= monthrange(year, month)[1]]
    fitting = [it for it in days if f"{it:%A}" == match.parts.get("name")]
    return [day_of(it) for it in fitting or days]


# Patterns

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_WHOLE_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_WEEKDAY = "|".join(day.capitalize() for day in _DAYS)
_WORDS = "|".join(sorted(_NUMERALS, key=len, reverse=True))
_NUMBER = rf"(?i:\d{{1,3}}|(?:{_WORDS})(?:-(?:{_WORDS}))?|an?)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_YEAR = r"(?:1[89]|20)\d\d"
_BEHIND = r"(?![\w-]|[.,]\d|%)"
_PART = r"(?: (?:morning|afternoon|evening|night))?"


def _pointed_at(unit: str) -> str:
    """Return the pattern of "last week" and the like; "the last week" is none that a day of publication dates."""
    return rf"(?<![Tt]he )(?P<{unit}_pointer>[Ll]ast|[Tt]his|[Nn]ext|coming) (?P<{unit}_unit>{unit})"


_RULES: "Mapping[str, tuple[Rule, str, Callable[[_Match], Period]]]" = {
    "iso": ("stated", rf"(?P<iso_date>{_YEAR}-\d\d-\d\d)", _iso),
    "whole": (
        "stated",
        rf"(?:(?:{_WEEKDAY}),? )?(?P<whole_month>{_MONTH}) (?P<whole_day>{_DAY})(?:st|nd|rd|th)?(?:[-–](?P<whole_to>{_DAY}))?,? "
        rf"(?P<whole_year>{_YEAR})",
        _stated,
    ),
    "british": (
        "stated",
        rf"(?:(?:{_WEEKDAY}),? )?(?P<british_day>{_DAY})(?:st|nd|rd|th)?(?:[-–](?P<british_to>{_DAY}))?(?: of)? "
        rf"(?P<british_month>{_MONTH}),? (?P<british_year>{_YEAR})",
        _stated,
    ),
    "monthyear": ("stated", rf"(?P<monthyear_month>{_MONTH}),?(?: of)? (?P<monthyear_year>{_YEAR})", _stated),
    "ofyear": (
        "year",
        rf"(?P<ofyear_month>{_MONTH})(?: (?P<ofyear_day>{_DAY})(?:st|nd|rd|th)?)?,?(?: of)? "
        r"(?P<ofyear_pointer>last|this|next) year",
        _month_of_pointed_year,
    ),
    "ago": (
        "ago",
        rf"(?P<ago_count>{_NUMBER}) (?P<ago_unit>minutes?|hours?|days?|weeks?|months?|years?|decades?|century|centuries) ago",
        _ago,
    ),
    "from": ("ahead", rf"(?P<from_count>{_NUMBER}) (?P<from_unit>days?|weeks?|months?|years?) from now", _from_now),
    "past": (
        "past",
        rf"(?:[Tt]he )(?:past|last) (?P<past_count>{_NUMBER}) (?P<past_unit>hours|days|weeks|months|years|decades)(?! of\b)",
        _span,
    ),
    "past1": ("past", r"(?:[Tt]he past )(?P<past1_unit>day|week|month|year|decade)", _span),
    "around": ("day", r"(?P<around_word>[Tt]he day (?:before yesterday|after tomorrow))", _named_day),
    "night": ("day", r"(?P<night_word>[Ll]ast night|[Tt]his (?:morning|afternoon|evening))", _named_day),
    "named": ("day", rf"(?P<named_word>[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow){_PART}", _named_day),
    "dayofweek": (
        "weekday",
        rf"(?P<dayofweek_name>{_WEEKDAY}){_PART}(?: of)? (?P<dayofweek_pointer>last|this|next) week",
        _day_of_week,
    ),
    "dayofyear": (
        "nearest_year",
        rf"(?:(?P<dayofyear_name>{_WEEKDAY}),? )?(?P<dayofyear_month>{_MONTH}) (?P<dayofyear_day>{_DAY})(?:st|nd|rd|th)?"
        rf"(?:[-–](?P<dayofyear_to>{_DAY}))?(?![\d:]|,? {_YEAR})",
        _of_a_year,
    ),
    "ukdayofyear": (
        "nearest_year",
        rf"(?:(?P<ukdayofyear_name>{_WEEKDAY}),? )?(?P<ukdayofyear_day>{_DAY})(?:st|nd|rd|th)?"
        rf"(?:[-–](?P<ukdayofyear_to>{_DAY}))?(?: of)? "
        rf"(?P<ukdayofyear_month>{_WHOLE_MONTH})",
        _of_a_year,
    ),
    "weekday": (
        "weekday",
        rf"(?:(?P<weekday_pointer>[Ll]ast|[Tt]his|[Nn]ext|[Cc]oming) )?(?P<weekday_name>{_WEEKDAY}){_PART}",
        _weekday,
    ),
    "pointedmonth": (
        "month",
        rf"(?<![Tt]he )(?P<pointedmonth_pointer>[Ll]ast|[Tt]his|[Nn]ext) (?P<pointedmonth_month>{_WHOLE_MONTH})",
        _pointed_month,
    ),
    "week": ("week", _pointed_at("week"), _pointed),
    "weekend": ("weekend", _pointed_at("weekend"), _pointed),
    "month": ("month", _pointed_at("month"), _pointed),
    "year": ("year", _pointed_at("year"), _pointed),
    "inmonth": (
        "nearest_year",
        rf"(?<=[Ii]n )(?:(?:early|late|mid)[- ])?(?P<inmonth_month>{_WHOLE_MONTH})",
        _of_a_year,
    ),
    "inyear": (
        "stated",
        rf"(?:(?<=[Ii]n )|(?<=[Ss]ince )|(?<=[Bb]y ))(?P<inyear_year>{_YEAR})(?!s| [a-z]+s\b)",
        _stated,
    ),
}
_EXPRESSION = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, (_, pattern, _c) in _RULES.items()) + ")" + _BEHIND
)

# Names that hold a day, a day of any week, and days that stand for what happened on them.
_NAMES_BEFORE = re.compile(
    r"\b(?:USA|Black|Good|Easter|Super|Bloody|Ash|Cyber|Giving|Palm|Fat|Shrove|Taco|Fourth of)\s$"
)
_NAMES_BEHIND = re.compile(
    r" (?:Night|Times|Mirror|Telegraph|Express|Mail|Herald|Journal|Register|Post|World|Independent)\b"
)
_ANNIVERSARIES = re.compile(r"(?:Jan(?:uary|\.)? 6|Sept?(?:ember|\.)? 11|Oct(?:ober|\.)? 7)(?:th)?$")
_ANY_DAY = re.compile(r"(?:\b[Ee]very|\b[Ee]ach|\b[Aa]ny|\b[Tt]hat|\b[Oo]n a|\btypical|\b[Oo]ne|\b[Aa]nother) $")
_REACH, _NEAR = 90, 30
"""Characters around an expression in which the verb is sought that tells whether it is to come: behind a date few."""
_CLAUSE = re.compile(r'[.;:!?–—“”"]|, (?:but|and|while|which|who|when|after|as|where)\b')
_AHEAD = re.compile(
    r"\b(?:(?:will|won['’]t|shall|would|['’]ll|(?:is|are|was|were|be|been) (?:likely|going|about|to)|expected|scheduled|due"
    r"|slated|set (?:to|for)|agreed to|hopes? to|intends? to|prepares? to|gears? up)(?: \w+){0,2}"
    r"|plans?|planning|planned|ahead of|thinking about|upcoming|until|through|deadline|starting|beginning|meets?|falls"
    r"|opens|begins|starts|kicks off|returns|premieres|airs|hosts|takes place)\b"
)
_BACK = re.compile(
    r"\b(?:said|says|told|was|were|had|did|went|came|took|gave|made|met|held|won|lost|fell|rose|saw|found|left|began|broke|spoke|wrote"
    r"|sent|hit|led|ran|shot|died|killed|became|got|brought|struck|drew|cut|put|sold|paid|kept|beat|flew|drove|grew|knew|showed|since"
    r"|has|have|[a-z]{3,}ed)\b"
)


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether the words are part of a name, or tell of every such day."""
    before, behind = text[max(0, match.start() - 16) : match.start()], text[match.end() :]
    if _NAMES_BEFORE.search(before) or _NAMES_BEHIND.match(behind) or _ANY_DAY.search(before):
        return True
    # "The Jan. 6 committee" is of whichever year.
    return before.lower().endswith(("the ", "since ")) and _ANNIVERSARIES.search(match[0]) is not None


def _speaks_ahead(text: str, match: re.Match[str]) -> bool | None:
    """Whether the nearest verb before the words, or else behind them, speaks of what is to come; None: there is none."""
    before = text[max(0, match.start() - _REACH) : match.start()]
    before = before[max((it.end() for it in _CLAUSE.finditer(before)), default=0) :]
    ends = [(it.end(), ahead) for ahead, verbs in _VERBS for it in verbs.finditer(before)]
    if ends:
        return max(ends)[1]
    behind = text[match.end() : match.end() + (_REACH if match.lastgroup == "weekday" else _NEAR)]
    behind = _CLAUSE.split(behind, maxsplit=1)[0]
    starts = [(it.start(), ahead) for ahead, verbs in _VERBS for it in verbs.finditer(behind)]
    return min(starts)[1] if starts else None


_VERBS = ((True, _AHEAD), (False, _BACK))
