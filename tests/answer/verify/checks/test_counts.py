"""A number counts what it counts in the quotes, there as the more or the less, and in whatever unit."""

import pytest

from qa.answer.verify.checks.table import check

TROOPS = "Around 2,500 American soldiers are stationed in Norway and 900 in Iceland."
CLINIC = "The clinic sees 160 patients a day in 90 rooms."
FAIR = "The fair drew 9,400 visitors, about 2,000 more than last year."


@pytest.mark.parametrize(
    ("statement", "quote", "holds"),
    [
        ("Around 2,500 American soldiers are in Norway and 900 in Iceland.", TROOPS, True),
        ("900 soldiers are stationed in Iceland and 2,500 in Norway.", TROOPS, True),
        ("Around 2,500 American soldiers are in Iceland and 900 in Norway.", TROOPS, False),
        ("The clinic has 90 rooms for 160 patients.", CLINIC, True),
        ("The clinic sees 90 patients a day.", CLINIC, False),
        ("The fair drew 2,000 more than last year.", FAIR, True),
        ("The fair drew 2,000 fewer than last year.", FAIR, False),
        ("The fair drew 2,000 others.", FAIR, True),
        ("There are 900 American soldiers in Iceland.", TROOPS, True),
        ("The clinic was busy.", CLINIC, True),
        ("The clinic sees 160 patients.", "The clinic was busy.", True),
    ],
)
def test_a_number_is_of_the_same_thing(statement: str, quote: str, holds: bool) -> None:
    assert check(statement, [quote], dated=True)["counts"] is holds


@pytest.mark.parametrize(
    ("statement", "quote", "holds"),
    [
        ("He was sent to prison for two years and two months.", "He was sent to prison for 26 months.", True),
        ("He was sent to prison for 26 months.", "He was sent to prison for two years and two months.", True),
        ("He was sent to prison for two years and five months.", "He was sent to prison for 26 months.", False),
        ("It must close for a little over three months.", "It must close for 14 weeks.", True),
        ("It must close for a little over four months.", "It must close for 14 weeks.", False),
        ("They put up more than half a kilometre of barriers.", "They put up 600 metres of barriers.", True),
        ("They drove about 20 miles.", "They drove 32 km.", True),
        ("They drove about 20 miles.", "They drove 50 km.", False),
        ("Some two and a half thousand troops are there.", "2,500 troops are there.", True),
        ("They left eight years after they had come.", "They came in 2003. They left in 2011.", True),
        ("They left nine years after they had come.", "They came in 2003. They left in 2011.", False),
    ],
)
def test_a_measure_in_other_units_is_the_same_number(statement: str, quote: str, holds: bool) -> None:
    assert check(statement, [quote], dated=True)["numbers"] is holds
