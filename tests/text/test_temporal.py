"""The times that a text names are resolved to days by the day of its publication, and without one only what is stated whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.temporal import resolved

FRIDAY = date(2024, 1, 26)


def times(text: str, published: date | None = FRIDAY) -> dict[str, str]:
    return {each.span.of(text): each.period.text for each in resolved(text, published)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister resigned today.", {"today": "2024-01-26"}),
        ("Rain is forecast for tonight.", {"tonight": "2024-01-26"}),
        ("She was sworn in this morning.", {"this morning": "2024-01-26"}),
        ("Talks broke down yesterday evening.", {"yesterday evening": "2024-01-25"}),
        ("The bridge was closed last night.", {"last night": "2024-01-25"}),
        ("The vote is tomorrow.", {"tomorrow": "2024-01-27"}),
        ("He left the day before yesterday.", {"the day before yesterday": "2024-01-24"}),
        ("It reopens the day after tomorrow.", {"the day after tomorrow": "2024-01-28"}),
        ("The strike began on Monday.", {"Monday": "2024-01-22"}),
        ("The mayor spoke on Friday morning.", {"Friday morning": "2024-01-26"}),
        ("Police said Saturday that nobody was hurt.", {"Saturday": "2024-01-20"}),
        ("Talks will resume on Monday.", {"Monday": "2024-01-29"}),
        ("The court is expected to rule on Friday.", {"Friday": "2024-01-26"}),
        ("The teams meet again Sunday.", {"Sunday": "2024-01-28"}),
        ("Voters go to the polls on Tuesday, when turnout will be high.", {"Tuesday": "2024-01-23"}),
        ("Tuesday's vote will decide it.", {"Tuesday": "2024-01-30"}),
        ("He was arrested last Friday.", {"last Friday": "2024-01-19"}),
        ("The next session is next Friday.", {"next Friday": "2024-02-02"}),
        ("The ferry sank on Tuesday last week.", {"Tuesday last week": "2024-01-16"}),
        ("Schools close on Monday of next week.", {"Monday of next week": "2024-01-29"}),
        ("Prices rose last week.", {"last week": "2024-W03"}),
        ("Earlier this week the bank cut rates.", {"this week": "2024-W04"}),
        ("The trial opens next week.", {"next week": "2024-W05"}),
        ("Thousands marched last weekend.", {"last weekend": "2024-01-20/2024-01-21"}),
        ("Snow is due this weekend.", {"this weekend": "2024-01-27/2024-01-28"}),
        ("Sales fell last month.", {"last month": "2023-12"}),
        ("The law takes effect next month.", {"next month": "2024-02"}),
        ("The dam was finished last year.", {"last year": "2023"}),
        ("Elections are held next year.", {"next year": "2025"}),
        ("The mill burnt down last March.", {"last March": "2023-03"}),
        ("It happened in June of last year.", {"June of last year": "2023-06"}),
        ("The fire broke out two days ago.", {"two days ago": "2024-01-24"}),
        ("It was an hour ago.", {"an hour ago": "2024-01-26"}),
        ("They met three weeks ago.", {"three weeks ago": "2024-W01"}),
        ("The firm was sold two months ago.", {"two months ago": "2023-11"}),
        ("It began forty-eight years ago.", {"forty-eight years ago": "1976"}),
        ("He retired a decade ago.", {"a decade ago": "2014"}),
        ("Twelve people died in the past 10 days.", {"the past 10 days": "2024-01-16/2024-01-26"}),
        ("Rents doubled over the past year.", {"the past year": "2023-01-26/2024-01-26"}),
        ("Over the last 24 hours it has rained.", {"the last 24 hours": "2024-01-25/2024-01-26"}),
        ("The quake struck on 7 October.", {"7 October": "2023-10-07"}),
        ("The quake struck on Oct. 9.", {"Oct. 9": "2023-10-09"}),
        ("The concert is on February 3.", {"February 3": "2024-02-03"}),
        ("The summit will be held on 1 November.", {"1 November": "2024-11-01"}),
        ("The hearing was on Wednesday, November 30.", {"Wednesday, November 30": "2022-11-30"}),
        ("The fair runs from March 7-9.", {"March 7-9": "2024-03-07/2024-03-09"}),
        ("The plant was shut in November.", {"November": "2023-11"}),
        ("The war began on 24 February 2022.", {"24 February 2022": "2022-02-24"}),
        ("The pact was signed on March 3rd, 1918.", {"March 3rd, 1918": "1918-03-03"}),
        ("It peaked in May 2021.", {"May 2021": "2021-05"}),
        ("The bridge opened in 1932.", {"1932": "1932"}),
        ("The log says 2023-12-31.", {"2023-12-31": "2023-12-31"}),
        ("Demolition starts two weeks from now.", {"two weeks from now": "2024-W06"}),
    ],
)
def test_each_expression_is_resolved_against_the_day_of_publication(text: str, expected: dict[str, str]) -> None:
    assert times(text) == expected


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        (
            date(2024, 1, 1),
            "It happened yesterday, and last month too.",
            {"yesterday": "2023-12-31", "last month": "2023-12"},
        ),
        (date(2023, 1, 1), "Rain fell last week.", {"last week": "2022-W51"}),
        (date(2024, 3, 1), "They met two days ago.", {"two days ago": "2024-02-28"}),
        (date(2024, 1, 29), "It sank on Monday.", {"Monday": "2024-01-29"}),
        (date(2024, 1, 28), "It sank this weekend.", {"this weekend": "2024-01-27/2024-01-28"}),
        (date(2024, 12, 30), "The term begins on January 6.", {"January 6": "2025-01-06"}),
        (date(2024, 1, 2), "He died on December 31.", {"December 31": "2023-12-31"}),
        (date(2020, 2, 29), "The firm was founded a year ago.", {"a year ago": "2019"}),
    ],
)
def test_months_years_and_weeks_have_ends(published: date, text: str, expected: dict[str, str]) -> None:
    assert times(text, published) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Black Friday sales fell.",
        "She writes for the Sunday Times.",
        "He watches Monday Night Football.",
        "It rains every Tuesday.",
        "On a Monday nobody comes.",
        "That Saturday the town was empty.",
        "The Jan. 6 committee met behind closed doors.",
        "In the last few years it grew.",
        "The next day it snowed.",
        "They may march.",
        "Taco Tuesday is back.",
        "USA TODAY asked for comment.",
    ],
)
def test_what_names_no_day_that_can_be_told_is_left_alone(text: str) -> None:
    assert times(text) == {}


def test_without_a_dateline_nothing_is_resolved_that_counts_from_one() -> None:
    text = (
        "Last week, yesterday, on Monday, on 7 October and two days ago he spoke of 24 February 2022 and of May 2021."
    )

    assert times(text, None) == {"24 February 2022": "2022-02-24", "May 2021": "2021-05"}


@given(text=st.text(st.sampled_from("0123456789 -,.adehlorstyMTWFSJON"), max_size=80), published=st.dates())
def test_any_text_on_any_day_is_resolved_or_left_alone(text: str, published: date) -> None:
    for sample in (text, f"{text} days ago", f"on February {text}", f"last week and in {text}"):
        for each in resolved(sample, published):
            assert each.period.first <= each.period.last
            assert each.span.of(sample).strip()
