"""Read a question's own time words as a window: asked as of a day, "last week" means that week's articles and no other's."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from qa.domain.scope import Scope, TimeWindow
from qa.text.temporal import TemporalExpression, resolved

_WEEK = 7
_LAG = timedelta(days=1)
"""What happened on a day is printed on the next."""
_OPEN = re.compile(r"\b(?:since|after|from)\s+$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:before|until|till|by|through)\s+$", re.IGNORECASE)


def windowed(question: str, scope: Scope) -> Scope:
    """Return the scope with the window of the question's first time that is not still to come, if it names one.

    Only the day as of which is asked tells what "last week" is, and only the clock of publication fits it. Days and weeks have
    an end; of a month or a year later articles tell as well, so that only its beginning counts.
    """
    if scope.as_of is None or scope.clock != "published" or not scope.time_words:
        return scope
    day, zone = scope.as_of.date(), scope.as_of.tzinfo
    for each in resolved(question, day):
        if each.period.first <= day and not _UNTIL.search(question[: each.span.start]):
            return replace(scope, window=_window(each, question, day, zone))
    return scope


def _window(each: TemporalExpression, question: str, day: date, zone: tzinfo | None) -> TimeWindow:
    first = each.period.first
    if each.rule == "week" and each.period.last >= day:
        # "This week", on a Monday, is told of the days before as well.
        first = min(first, day - timedelta(_WEEK))
    ends = each.period.precision in ("day", "week", "interval") and each.rule not in ("stated", "nearest_year")
    until = datetime.combine(each.period.last + _LAG, time.max, zone) if ends else None
    is_open = _OPEN.search(question[: each.span.start]) is not None
    return TimeWindow(each.span.of(question), datetime.combine(first, time.min, zone), None if is_open else until)
