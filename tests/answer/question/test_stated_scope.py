"""A stated scope is read to the microsecond: days, months and years whole, in the zone that is stated."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from qa.answer.question.stated_scope import read_scope
from qa.domain.scope import EVERYTHING, Facets, Scope, StatedScope, instant, latest_of
from qa.errors import InvalidScopeError

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("stated", "since", "as_of"),
    [
        ("2024-01-26", "2024-01-26T00:00:00", "2024-01-26T23:59:59.999999"),
        ("2024-02", "2024-02-01T00:00:00", "2024-02-29T23:59:59.999999"),
        ("2024-12", "2024-12-01T00:00:00", "2024-12-31T23:59:59.999999"),
        ("2024", "2024-01-01T00:00:00", "2024-12-31T23:59:59.999999"),
        ("2024-01-26T09:30:00Z", "2024-01-26T09:30:00", "2024-01-26T09:30:00"),
        ("2024-01-26T09:30:00+01:00", "2024-01-26T08:30:00", "2024-01-26T08:30:00"),
        ("2024-01-26T09:30", "2024-01-26T09:30:00", "2024-01-26T09:30:00"),
        ("now", "2024-03-01T12:00:00", "2024-03-01T12:00:00"),
    ],
)
def test_both_ends_of_a_period_count_in(stated: str, since: str, as_of: str) -> None:
    assert read_scope(StatedScope(as_of=stated), NOW).as_of == utc(as_of)
    assert read_scope(StatedScope(since=stated), NOW).since == utc(since)


@pytest.mark.parametrize(
    ("zone", "since", "as_of"),
    [
        ("Europe/Berlin", "2024-03-30T23:00:00", "2024-03-31T21:59:59.999999"),  # the clocks go forward that night
        ("America/New_York", "2024-03-31T04:00:00", "2024-04-01T03:59:59.999999"),
        ("+09:00", "2024-03-30T15:00:00", "2024-03-31T14:59:59.999999"),
    ],
)
def test_a_day_is_that_of_its_zone(zone: str, since: str, as_of: str) -> None:
    scope = read_scope(StatedScope(as_of="2024-03-31", since="2024-03-31", timezone=zone), NOW)

    assert (scope.since, scope.as_of) == (utc(since), utc(as_of))
    assert scope.as_of is not None
    assert scope.as_of.date().isoformat() == "2024-03-31"


def test_nothing_stated_is_everything_and_outlets_are_compared_without_capitals_and_spaces() -> None:
    assert read_scope(StatedScope(), NOW) is EVERYTHING
    assert read_scope(StatedScope(outlets=("The  HERALD ", "the herald", "Échos")), NOW).outlets == (
        "the herald",
        "échos",
    )


def test_an_unknown_zone_moment_or_order_is_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidScopeError, match="swap them"):
        read_scope(StatedScope(as_of="2024-01", since="2024-02"), NOW)
    with pytest.raises(InvalidScopeError, match="Europe/Berlin"):
        read_scope(StatedScope(as_of="2024", timezone="+25:00"), NOW)
    with pytest.raises(InvalidScopeError, match="'since' is no day"):
        read_scope(StatedScope(since="last week"), NOW)


def published(moment: datetime) -> Facets:
    return Facets(published=instant(latest_of(moment)))


def test_an_article_of_which_only_the_day_is_known_counts_from_the_end_of_that_day() -> None:
    printed = published(utc("2024-01-26T00:00:00"))

    assert not Scope(as_of=utc("2024-01-26T23:59:59")).admits(printed)
    assert read_scope(StatedScope(as_of="2024-01-26", since="2024-01-26"), NOW).admits(printed)
    assert not read_scope(StatedScope(since="2024-01-27"), NOW).admits(printed)
    # A day in a zone of its own ends there.
    tokyo = published(datetime(2024, 1, 26, tzinfo=timezone(timedelta(hours=9))))
    assert Scope(as_of=utc("2024-01-26T15:00:00")).admits(tokyo)


def test_a_moment_counts_at_its_moment_and_what_is_unknown_never() -> None:
    told = published(utc("2024-01-26T09:30:00"))

    assert Scope(as_of=utc("2024-01-26T09:30:00")).admits(told)
    assert not Scope(as_of=utc("2024-01-26T09:29:59.999999")).admits(told)
    assert Scope(since=utc("2024-01-26T09:30:00")).admits(told)
    assert Scope(as_of=NOW).exclusion(Facets()) == "undated"
    assert Scope(as_of=NOW, clock="known").exclusion(told) == "undated"
    assert Scope().admits(Facets())
