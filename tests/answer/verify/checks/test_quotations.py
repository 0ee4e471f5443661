"""Words in quotation marks must stand in the quotes, so that nobody is given words that he did not say."""

import pytest

from qa.answer.verify.checks.table import check

TALKS = ["“We will not stay for ever,” Lloyd Austin said on Friday.", "Iraq calls the attacks “aggression” against it."]


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("“We will not stay for ever”, Austin said.", True),
        ('Austin said, "we will not stay for ever".', True),
        ("Iraq sees “aggression”.", True),
        ("Austin said that they will not stay for ever.", True),
        ("“We will stay for ever”, Austin said.", False),
        ("“We will not stay for ever in Iraq”, Austin said.", False),
        ("Iraq sees “terror”.", False),
        ("“We will not stay for ever” and “we will go”, Austin said.", False),
        ("“Aggression against it", True),
    ],
)
def test_a_quotation_is_word_for_word_or_it_fails(statement: str, holds: bool) -> None:
    assert check(statement, TALKS, dated=True)["quotations"] is holds


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("Iran's president said that the bridge cost 3 million dollars.", False),
        ("According to Hamas, the bridge cost 3 million dollars.", False),
        ("According to the council of Northport, the bridge cost 3 million dollars.", True),
        ("Officials said that the bridge cost 3 million dollars.", True),
    ],
)
def test_where_nobody_speaks_only_who_is_named_with_it_may_be_said_to_have_said_it(statement: str, holds: bool) -> None:
    quotes = [
        "The bridge cost 3 million dollars, a report by the council of Northport shows.",
        "Iran and Hamas have built no bridge for a million dollars.",
    ]

    assert check(statement, quotes, dated=True)["speaker"] is holds
