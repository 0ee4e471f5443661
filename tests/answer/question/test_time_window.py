"""A question's own time words become a window, where it is told as of when it is asked."""

from datetime import UTC, datetime

import pytest

from qa.answer.question.time_window import windowed
from qa.domain.scope import Scope

FRIDAY = datetime(2024, 1, 26, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "words", "since", "until"),
    [
        ("What happened last week?", "last week", "2024-01-15", "2024-01-22"),
        ("Who resigned this week?", "this week", "2024-01-19", "2024-01-29"),
        ("Who won yesterday?", "yesterday", "2024-01-25", "2024-01-26"),
        ("Which player retired on Tuesday?", "Tuesday", "2024-01-23", "2024-01-24"),
        ("What burnt down two days ago?", "two days ago", "2024-01-24", "2024-01-25"),
        ("Who died in the past 10 days?", "the past 10 days", "2024-01-16", "2024-01-27"),
        ("What did the council decide in November 2023?", "November 2023", "2023-11-01", None),
        ("What did the court rule on 7 December?", "7 December", "2023-12-07", None),
        ("Who was elected last year?", "last year", "2023-01-01", None),
        ("What has changed since Monday?", "Monday", "2024-01-22", None),
    ],
)
def test_the_words_tell_since_when_and_of_days_and_weeks_until_when(
    question: str, words: str, since: str, until: str | None
) -> None:
    window = windowed(question, Scope(as_of=FRIDAY)).window

    assert window is not None
    assert (window.text, window.since.date().isoformat()) == (words, since)
    assert (window.until and window.until.date().isoformat()) == until


@pytest.mark.parametrize(
    "question",
    ["Who is the mayor?", "What opens next week?", "What will happen tomorrow?", "What stood there before 2020?"],
)
def test_what_is_to_come_or_has_no_beginning_is_no_window(question: str) -> None:
    assert windowed(question, Scope(as_of=FRIDAY)).window is None


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(since=FRIDAY), Scope(as_of=FRIDAY, clock="known"), Scope(as_of=FRIDAY, time_words=False)]
)
def test_nothing_is_narrowed_without_a_day_to_count_from_or_where_nobody_wants_it(scope: Scope) -> None:
    assert windowed("What happened last week?", scope) == scope


def test_a_window_never_widens_a_scope() -> None:
    scope = windowed("What happened this week?", Scope(as_of=FRIDAY, since=datetime(2024, 1, 24, tzinfo=UTC)))

    assert (scope.first, scope.last) == (datetime(2024, 1, 24, tzinfo=UTC), FRIDAY)
