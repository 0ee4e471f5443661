"""Outlets of one owner are a family; the operator's table goes over the one that comes along."""

import pytest

from qa.answer.extract.outlets import outlet_families


def test_labels_of_one_publisher_are_one_family_and_an_unknown_outlet_is_its_own() -> None:
    families = outlet_families()
    assert families.family("BBC Sport") == families.family("bbc.co.uk") == families.family("The BBC") == "bbc"
    assert families.family("Northport Post") == "northport post"
    assert families.family("★ ") == "★"


def test_an_agency_is_told_by_any_of_its_names() -> None:
    families = outlet_families()
    assert families.agency("The Associated Press") == families.agency("A.P.") == "ap"
    assert families.agency("BBC News") is None
    assert families.agency("Northport Post") is None


def test_the_operators_table_adds_to_the_one_that_comes_along_and_goes_over_it() -> None:
    own = (
        "\ufeff# ours\noutlet\tfamily\n\nNorthport Post\tShore Group\nShore News\tShore Group\nBBC Sport\tSport\n"
        "Coastwire\tCoastwire\tagency\n"
    )
    families = outlet_families(own)
    assert families.family("The Northport Post") == families.family("shore news") == "shore group"
    assert families.family("BBC Sport") == "sport"
    assert families.family("BBC News") == "bbc"
    assert families.agency("Coastwire") == "coastwire"


@pytest.mark.parametrize("line", ["Northport Post", "\tShore Group", "a\tb\tagency\td", "Post, Shore"])
def test_a_line_that_is_no_outlet_and_family_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2: write an outlet, a tab and its family"):
        outlet_families(f"Shore News\tShore Group\n{line}\n")
