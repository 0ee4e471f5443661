"""Copies, one outlet's articles and one agency's story are one source; everything else speaks on its own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.extract.witnesses import families, independent
from qa.domain.article import Article
from tests.strategies import article, articles

FIRE = (
    "A fire destroyed the fish hall of Northport on Monday night. Eleven workers were taken to hospital with burns, the fire "
    "service said. The hall was built in 1934 and had been closed for repairs since the spring."
)
OTHERS = (
    "The council of Northport will meet on Friday to speak about the burnt hall and what to put in its place.",
    "Traders said that they had lost their whole stock, and that nobody had told them when they would be paid.",
    "A heater is thought to have set the roof of the old hall alight, according to two men who worked there.",
)


def told(text: str, name: str, outlet: str | None = None, group: str | None = None) -> Article:
    made = article(text, None, name)
    return replace(made, metadata=replace(made.metadata, publisher=outlet), group=group)


def test_none_is_no_source_and_one_is_one() -> None:
    assert independent([]) == 0
    assert independent([told(FIRE, "a")]) == 1


def test_different_texts_of_different_outlets_speak_on_their_own() -> None:
    made = [told(text, f"{at}", f"Outlet {at}") for at, text in enumerate((FIRE, *OTHERS))]
    assert independent(made) == 4
    assert independent([told(text, f"{at}") for at, text in enumerate((FIRE, *OTHERS))]) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Northport Post", "Northport Post"),
        ("The Northport Post", "Northport post"),
        ("Reuters via Shore News", "Shore News"),
        ("Reuters via Shore News", "Reuters"),
        ("Associated Press", "AP"),
    ],
)
def test_one_outlet_is_one_source(one: str, other: str) -> None:
    assert independent([told(FIRE, "a", one), told(OTHERS[0], "b", other)]) == 1
    assert independent([told(FIRE, "a", one), told(OTHERS[0], "b", "Hill Herald")]) == 2


def test_near_duplicates_are_one_source_whoever_printed_them() -> None:
    assert independent([told(FIRE, "a", "Post", "g"), told(OTHERS[0], "b", "Herald", "g")]) == 1
    assert independent([told(FIRE, "a", "Post", "g"), told(OTHERS[0], "b", "Herald", "h")]) == 2


@pytest.mark.parametrize("copy", [FIRE, f"{FIRE} Nobody died.", FIRE.replace("Eleven", "Twelve"), FIRE[:170]])
def test_a_copied_text_is_one_source_though_a_figure_is_another(copy: str) -> None:
    assert independent([told(FIRE, "a", "Post"), told(copy, "b", "Herald")]) == 1


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("NORTHPORT, Jan 25 (Reuters) – ", ""),
        ("NORTHPORT (AP) — ", ""),
        ("Northport (Coastwire) - ", ""),
        ("", "\n\nReporting by Ann Lee; editing by Bob Roe"),
        ("", "\n\n© 2024 Coastwire. All rights reserved."),
        ("", "\n\nSource: AFP"),
        ("", "\n\nAFP"),
        ("By the Associated Press\n\n", ""),
        ("", "\n\nThis story was distributed by the Harbour Press Service."),
        ("Coast News Agency\n\n", ""),
    ],
)
def test_an_agencys_credit_makes_its_stories_one_source(head: str, tail: str) -> None:
    stories = [told(f"{head}{text}{tail}", f"{at}", f"Outlet {at}") for at, text in enumerate((FIRE, OTHERS[0]))]
    assert independent(stories) == 1
    assert independent([stories[0], told(OTHERS[0], "b", "Hill Herald")]) == 2


@pytest.mark.parametrize(
    "text", ["The mayor spoke via a link. {}", "Figures provided by the Harbour Board. {}", "(He left) - {}"]
)
def test_whom_a_text_merely_names_is_no_agency(text: str) -> None:
    assert independent([told(text.format(body), f"{at}", f"O{at}") for at, body in enumerate((FIRE, OTHERS[0]))]) == 2


def test_what_joins_two_joins_all_that_they_are_joined_with() -> None:
    chain = [
        told(FIRE, "a", "Post"),
        told(OTHERS[0], "b", "Post", "g"),
        told(OTHERS[1], "c", "Herald", "g"),
        told(OTHERS[2], "d", "Gazette"),
    ]
    assert [[it.id for it in family] for family in families(chain)] == [["a", "b", "c"], ["d"]]


@given(st.lists(articles(), max_size=5))
def test_of_any_articles_each_is_in_one_family_and_copies_add_none(some: list[Article]) -> None:
    some = [replace(it, id=type(it.id)(f"{at}")) for at, it in enumerate(some)]
    assert sorted(it.id for family in families(some) for it in family) == [it.id for it in some]
    assert independent([*some, *some]) == independent(some) == independent(some[::-1])
