"""Numbers, units and dates of a sentence must be those of its quotes, however they are written."""

import pytest

from qa.answer.verify.checks.table import check
from qa.answer.verify.checks.text import read
from qa.text.numbers import figures

FLOOD = "The flood in Tarn drove 2,500 people from their homes and cost the town $1.2 million, the mayor said."
STORM = (
    "On Oct. 7, 2021, winds of more than 100 miles per hour took the roof off a school; 15 percent of homes lost power."
)
BUDGET = "Parliament voted by 212 to 98 for a budget of €3.4bn, up from €2.9bn a year ago, and cut taxes by 5 percentage points."
STRIKE = "At least 40 nurses walked out for three days last week, their third strike since the spring, the union said."
SCHOOL = (
    "Half of the two dozen schools in town will get new roofs by March 2024, five years after the fire of 12 May 2019."
)
FERRY = "The ferry, which can carry up to 300 passengers, sank on Friday night about 20 kilometres off the coast."
COURT = "The 15-year-old was sentenced on Tuesday to 10 to 12 years in prison; the trial had begun on 17 September."
MINE = "Fewer than 50 miners, nearly a third of the crew, came up within 48 hours; hundreds of families waited at the gate."
TRADE = "Exports to Norway rose from 8 to 14 billion kroner between 2014 and 2016; the firm hired a hundred and twenty people."

HOLDS = [
    ("The flood in Tarn drove 2500 people from their homes.", FLOOD),
    ("The flood drove two thousand five hundred people from their homes.", FLOOD),
    ("The flood drove about 2.5 thousand people from their homes.", FLOOD),
    ("The flood cost the town 1.2 million dollars.", FLOOD),
    ("The flood cost the town $1.2m.", FLOOD),
    ("The flood cost the town $1,200,000.", FLOOD),
    ("The flood drove people from their homes in Tarn.", FLOOD),
    ("Some 2,500 people had to leave.", FLOOD),
    ("Winds of over 100 mph took the roof off a school.", STORM),
    ("On 7 October 2021, the roof of a school was torn off.", STORM),
    ("On October 7 winds took the roof off a school.", STORM),
    ("In October 2021 winds took the roof off a school.", STORM),
    ("In 2021 a school lost its roof.", STORM),
    ("On the 7th of October a school lost its roof.", STORM),
    ("About 15% of homes lost power.", STORM),
    ("Fifteen per cent of homes lost power.", STORM),
    ("The budget is 3.4 billion euros.", BUDGET),
    ("The budget was passed with 212 votes to 98.", BUDGET),
    ("The budget rose from 2.9 to 3.4 billion euros.", BUDGET),
    ("The budget was €2.9bn one year ago.", BUDGET),
    ("Taxes fell by five points.", BUDGET),
    ("Forty nurses walked out for 3 days.", STRIKE),
    ("More than 40 nurses walked out.", STRIKE),
    ("The nurses walked out last week.", STRIKE),
    ("It was the 3rd strike since the spring.", STRIKE),
    ("The nurses have held three strikes since the spring.", STRIKE),
    ("Half of the 24 schools will get new roofs.", SCHOOL),
    ("The schools will get new roofs by March 2024.", SCHOOL),
    ("The fire broke out on May 12, 2019.", SCHOOL),
    ("The schools get roofs 5 years after the fire.", SCHOOL),
    ("In May 2019 there was a fire.", SCHOOL),
    ("The ferry can carry as many as 300 passengers.", FERRY),
    ("The ferry sank 20 km off the coast.", FERRY),
    ("The ferry sank on Friday evening.", FERRY),
    ("The ferry sank on a Friday.", FERRY),
    ("The boy, 15, was sentenced on Tuesday.", COURT),
    ("A boy aged fifteen was sentenced.", COURT),
    ("The boy is 15 years old.", COURT),
    ("The trial began on September 17.", COURT),
    ("Less than 50 miners came up.", MINE),
    ("Almost a third of the crew came up.", MINE),
    ("Hundreds of families waited.", MINE),
    ("Exports rose to 14bn kroner in 2016.", TRADE),
    ("Between 2014 and 2016 exports rose from 8bn to 14bn kroner.", TRADE),
    ("The firm hired 120 people.", TRADE),
    ("The road was shut for three decades.", "The road was shut for 30 years."),
    ("A couple were hurt.", "Two people were hurt."),
    ("Two people were hurt.", "Both people were hurt."),
    ("One man was hurt.", "A man was hurt."),
    ("No one was hurt, one of the guards said.", "Nobody was hurt, said a guard."),
    ("Half a million people fled.", "Some 500,000 people fled."),
    ("Prices doubled.", "Prices rose to two times what they were."),
    ("Half of the voters stayed at home.", "50 percent of the voters stayed at home."),
    ("50% of the voters stayed at home.", "Half of the voters stayed at home."),
    ("Thousands of people marched.", "Some 8,000 people marched."),
    ("The pool is 100m long.", "The pool is 100 metres long."),
    ("The law dates from the 1990s.", "The law is from the 1990s."),
    ("The poll was taken on the 6th and 7th of May.", "The poll was taken on the sixth and seventh of May."),
    ("It was the second time that the bridge fell.", "The bridge fell for the 2nd time."),
    ("The fair is held annually.", "The fair is held every year."),
    ("The town grew by 3.5 square miles.", "The town grew by 3.5 square miles."),
    ("Rates rose by 25 basis points.", "The bank raised rates by 25 basis points."),
    ("The price is £5.", "The price is five pounds."),
    ("May is the month of the fair.", "The fair is in May."),
    ("The fair ends on October 9.", "The fair is held on October 7-9."),
    ("The fair opens on October 8.", "The fair opens on October 7th and 8th, from 9 to 5."),
    ("It rained in October.", "It rained in October, 7 people said."),
    ("It rained in May.", "It rained all day on the first of May 2020."),
    ("Some 22,000 people fled.", "Twenty-two thousand people fled."),
    ("Two hundred to five hundred came.", "Between two hundred and five hundred came."),
    ("On July 26, 3 days after the vote, it rained.", "On July 26, three days after the vote, it rained."),
    ("The ice moved at 2 miles per year.", "The ice moved at 2 miles (3.2 kilometers) per year."),
    ("It rained on June 8.", "It rained on June 7, 8 and 9."),
    ("Theresa May spoke.", "Theresa May spoke on Monday."),
]
NUMBERS = [
    ("The flood drove 2,600 people from their homes.", FLOOD),
    ("The flood drove twenty-five people from their homes.", FLOOD),
    ("The flood cost the town $1.2 billion.", FLOOD),
    ("The flood cost the town €1.2 million.", FLOOD),
    ("Winds of less than 100 miles per hour took the roof off.", STORM),
    ("Winds of more than 100 kilometres per hour took the roof off.", STORM),
    ("The power cut hit 15 points of homes.", STORM),
    ("The budget is $3.4 billion.", BUDGET),
    ("The budget is 3.4 million euros.", BUDGET),
    ("Taxes were cut by 5 percent.", BUDGET),
    ("The budget passed with 221 votes.", BUDGET),
    ("At most 40 nurses walked out.", STRIKE),
    ("Exactly 40 nurses walked out.", STRIKE),
    ("The nurses walked out for three weeks.", STRIKE),
    ("It was their fourth strike.", STRIKE),
    ("Half of the three dozen schools will get roofs.", SCHOOL),
    ("The schools get roofs five months after the fire.", SCHOOL),
    ("The ferry carried more than 300 passengers.", FERRY),
    ("The ferry sank 20 miles off the coast.", FERRY),
    ("The boy was sentenced to 10 to 12 months in prison.", COURT),
    ("The 16-year-old was sentenced.", COURT),
    ("At least 50 miners came up.", MINE),
    ("They came up within 48 minutes.", MINE),
    ("Thousands of families waited at the gate.", MINE),
    ("Exports rose from 8 to 41 billion kroner.", TRADE),
    ("The firm hired a hundred and twelve people.", TRADE),
    ("It was the last time that the bridge fell.", "It was the first time that the bridge fell."),
    ("Sales fell by 10 percent or more.", "Sales fell by 10 percent or less."),
    ("The shop opens at 10 p.m.", "The shop opens at 10 a.m."),
    ("Twice 30 people came.", "30 people came."),
]
DATES = [
    ("On Oct. 17, 2021, winds took the roof off a school.", STORM),
    ("On November 7 winds took the roof off a school.", STORM),
    ("On Oct. 7, 2020, winds took the roof off a school.", STORM),
    ("In 2012 winds took the roof off a school.", STORM),
    ("The budget was €2.9bn two years ago.", BUDGET),
    ("The nurses walked out this week.", STRIKE),
    ("The nurses walked out last month.", STRIKE),
    ("The nurses walked out yesterday.", STRIKE),
    ("The schools will get roofs by May 2024.", SCHOOL),
    ("The fire broke out on May 21, 2019.", SCHOOL),
    ("The ferry sank on Monday night.", FERRY),
    ("The trial began on 7 September.", COURT),
    ("The boy was sentenced on Wednesday.", COURT),
    ("Exports rose between 2013 and 2016.", TRADE),
    ("The law dates from the 1980s.", "The law is from the 1990s."),
    ("March was dry.", "January was dry."),
    ("The fair is held monthly.", "The fair is held every year."),
    ("On 3 May it rained in 2018.", "On 3 June 2018 it rained, and 5 May was dry."),
]


@pytest.mark.parametrize(("statement", "quote"), HOLDS)
def test_the_same_number_or_date_holds_however_it_is_written(statement: str, quote: str) -> None:
    found = check(statement, [quote], dated=True)
    assert found["numbers"]
    assert found["dates"]


@pytest.mark.parametrize(("statement", "quote"), NUMBERS)
def test_another_number_unit_or_bound_fails(statement: str, quote: str) -> None:
    assert not check(statement, [quote], dated=True)["numbers"]


@pytest.mark.parametrize(("statement", "quote"), DATES)
def test_another_date_or_time_fails(statement: str, quote: str) -> None:
    assert not check(statement, [quote], dated=True)["dates"]


@pytest.mark.parametrize("when", ["last week", "yesterday", "two days ago", "next Friday", "tonight", "this year"])
def test_what_was_yesterday_is_only_known_of_a_dated_article(when: str) -> None:
    quote = f"The council of Tarn met {when} and voted."
    assert check(f"The council met {when}.", [quote], dated=True)["dates"]
    assert not check(f"The council met {when}.", [quote], dated=False)["dates"]


def test_an_article_without_a_date_may_tell_of_a_week_of_a_month() -> None:
    told = "The council met in the last week of May."
    assert check(told, [told], dated=False)["dates"]


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge"),
    [
        ("It cost $5 million", 5_000_000, "$", ""),
        ("It cost 5 US dollars", 5, "$", ""),
        ("It cost half a million euros", 500_000, "€", ""),
        ("It took a hundred years", 100, "year", ""),
        ("It took three decades", 30, "year", ""),
        ("It covers 40 square miles", 40, "square mile", ""),
        ("It moves at 40 miles an hour", 40, "mph", ""),
        ("It fell by 4.5%", 4.5, "percent", ""),
        ("At least 40 came", 40, "", "more"),
        ("40 or more came", 40, "", "more"),
        ("40 days or less", 40, "day", "less"),
        ("Up to 40 came", 40, "", "less"),
        ("Nearly 40 came", 40, "", "near"),
        ("Exactly 40 came", 40, "", "exact"),
        ("It lasted over three weeks", 3, "week", "either"),
        ("Twenty-one came", 21, "", ""),
        ("Two thousand three hundred and five came", 2305, "", ""),
        ("Three dozen came", 36, "", ""),
        ("It is worth $3bn", 3_000_000_000, "$", ""),
        ("It came 3rd", 3, "", ""),
    ],
)
def test_a_figure_has_a_value_a_unit_and_a_bound(text: str, value: float, unit: str, hedge: str) -> None:
    (figure,) = figures(read(text, [], dated=True).statement)
    assert (figure.values, figure.unit, figure.hedge) == (frozenset({value}), unit, hedge)


@pytest.mark.parametrize("text", ["On 7 October 2021 it rained.", "In 1999 it rained.", "One of the guards slept."])
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    assert not figures(read(text, [], dated=True).statement)
