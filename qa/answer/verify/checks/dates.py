"""Check that every date, weekday and relative time of a statement stands in its quotes."""

from qa.answer.verify.checks.text import Reading
from qa.text.dates import (
    FREQUENCIES,
    Dated,
    dates,
    decades,
    relative_times,
    weekdays,
    years,
)
from qa.text.tokens import Tokens


def dates_hold(reading: Reading) -> bool:
    """Whether every date, weekday and relative time of the statement stands in the quotes."""
    statement, quoted = reading.statement, reading.quoted
    relative = relative_times(statement)
    return (
        (not relative or (reading.dated and relative <= relative_times(quoted)))
        and weekdays(statement) <= weekdays(quoted)
        and _frequencies_hold(reading)
        and _calendar_holds(statement, quoted)
    )


def _calendar_holds(statement: Tokens, quoted: Tokens) -> bool:
    numbers = {token.term for token in quoted if token.numeric}
    if not years(statement) <= {*numbers, *decades(quoted)}:
        return False
    quoted_dates = list(dates(quoted))
    return all(any(_agree(date, other) for other in quoted_dates) for date in dates(statement))


def _agree(ours: Dated, theirs: Dated) -> bool:
    same_year = ours.year is None or theirs.year is None or ours.year == theirs.year
    return ours.month == theirs.month and ours.days <= theirs.days and same_year


def _frequencies_hold(reading: Reading) -> bool:
    quoted = {token.term for token in reading.quoted} | {FREQUENCIES.get(token.lower, "") for token in reading.quoted}
    return all(FREQUENCIES[token.lower] in quoted for token in reading.statement if token.lower in FREQUENCIES)
