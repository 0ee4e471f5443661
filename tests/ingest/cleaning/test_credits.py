"""Credits tell who wrote an article and when it was published; who edited it, and what may be read in two ways, they do not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.cleaning.credits import Credited, credited, makers, printed_date

DAY = date(2024, 1, 26)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("By Ann Lee", Credited(("Ann Lee",))),
        ("By Ann Lee and Bob Roe, Associated Press", Credited(("Ann Lee", "Bob Roe"))),
        (
            "By Ann Lee, Bob Roe and Carla van der Diaz, Example Times",
            Credited(("Ann Lee", "Bob Roe", "Carla van der Diaz")),
        ),
        ("By Ann Lee, Example Times", Credited(("Ann Lee",))),
        ("(Reporting by Ann Lee in Example, Bob Roe; Editing by Carla Diaz)", Credited(("Ann Lee", "Bob Roe"))),
        ("Written by: Élodie O’Neil-Smith", Credited(("Élodie O’Neil-Smith",))),
        ("Author: Ann Lee", Credited(("Ann Lee",))),
        ("By Ann Lee | 26 January 2024", Credited(("Ann Lee",), DAY)),
        ("By Ann Lee · Updated January 26, 2024", Credited(("Ann Lee",))),
        ("Published 26 January 2024", Credited((), DAY)),
        ("First published: Fri 26 Jan 2024 09.30 GMT, updated 4 May 2025", Credited((), DAY)),
        ("Posted on 26/01/2024", Credited((), DAY)),
        ("Published 03/04/2024", Credited()),
        ("Published 31 June 2024", Credited()),
        ("Updated January 26, 2024", Credited()),
        ("Editing by Ann Lee", Credited()),
        ("Additional reporting by Ann Lee", Credited()),
        ("By staff writers", Credited()),
        ("By News Desk", Credited()),
        ("By Associated Press", Credited()),
        ("Reuters", Credited()),
    ],
)
def test_a_credit_tells_the_authors_and_the_day_of_publication(line: str, told: Credited) -> None:
    assert credited([line]) == told


def test_several_credits_are_told_together() -> None:
    assert credited(["By Ann Lee", "Published 26 January 2024", "By Ann Lee", "(Reporting by Bob Roe)"]) == Credited(
        ("Ann Lee", "Bob Roe"), DAY
    )


@pytest.mark.parametrize(
    "text", ["2024-01-26T09:30", "26th of January, 2024", "Jan. 26, 2024", "26.1.2024", "1/26/2024"]
)
def test_a_day_is_read_as_it_is_printed(text: str) -> None:
    assert printed_date(text) == DAY


@given(
    st.lists(
        st.sampled_from(["By ", "Ann ", "Lee", ", ", " and ", "; ", "2024", "26 January ", "(", ":", "|", " "]),
        max_size=60,
    )
)
def test_a_name_stands_in_the_credit_where_it_is_told_to_stand(parts: list[str]) -> None:
    credit = "".join(parts)
    for span in makers(credit):
        assert span.of(credit).strip() == span.of(credit) != ""
