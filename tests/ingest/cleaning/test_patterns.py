"""The phrases of page furniture are data: what is written wrongly there is refused when it is loaded."""

from pathlib import Path

import pytest

from qa.ingest.cleaning import patterns as module
from qa.ingest.cleaning.patterns import kind_of, parse, patterns

DOCUMENT = Path(module.__file__).with_suffix(".toml").read_text(encoding="utf-8")


def test_a_fragment_stands_for_its_text_and_line_breaks_are_no_part_of_an_expression() -> None:
    document = DOCUMENT + "\n[[labels]]\nkind = \"credit\"\npatterns = ['''\n    reuse of\n    : <<PAGE>>''']\n"
    assert kind_of(parse(document).labels, "Reuse of: STORY") == "credit"
    assert kind_of(patterns().labels, "Reuse of: STORY") is None


def test_the_first_family_that_matches_decides() -> None:
    doubled = DOCUMENT + '\n[[labels]]\nkind = "credit"\npatterns = ["advertisement"]\n'
    assert kind_of(parse(doubled).labels, "Advertisement") == "ad-notice"


def test_hints_are_in_lower_case_as_the_text_they_are_looked_for_in() -> None:
    assert all(mention.hint == mention.hint.casefold() for mention in patterns().mentions)


@pytest.mark.parametrize(
    ("part", "instead", "error"),
    [
        ('kind = "ad-notice"', 'kind = "advert"', ValueError),
        ("<<PAGE>>", "<<PAGES>>", KeyError),
        ("[[edge]]", "[[edges]]", KeyError),
        ("public_office =", "public_offices =", TypeError),
        ("footer = [", "footers = [", TypeError),
        ("[fragments]", "[fragments", ValueError),
    ],
)
def test_a_document_that_the_code_cannot_use_is_refused(part: str, instead: str, error: type[Exception]) -> None:
    assert part in DOCUMENT
    with pytest.raises(error):
        parse(DOCUMENT.replace(part, instead))
