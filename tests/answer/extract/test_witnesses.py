"""Copies, one outlet's articles and one agency's story are one source; everything else speaks on its own."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.extract.outlets import outlet_families
from qa.answer.extract.witnesses import Quoted, Witnesses
from qa.domain.article import Article, Span
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


WITNESSES = Witnesses(outlet_families())


def whole(articles: Sequence[Article]) -> list[Quoted]:
    return [Quoted(it, Span(0, len(it.clean))) for it in articles]


def independent(articles: Sequence[Article]) -> int:
    return WITNESSES.independent(whole(articles))


def families(articles: Sequence[Article]) -> list[list[Article]]:
    return [[quoted.article for quoted in origin] for origin in WITNESSES.origins(whole(articles))]


def quoted(article: Article, words: str) -> Quoted:
    at = article.clean.index(words)
    return Quoted(article, Span(at, at + len(words)))


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
        ("BBC Sport", "BBC News"),
        ("WSJ", "MarketWatch"),
        ("NYT World", "The New York Times"),
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
        ("By Ann Lee, Associated Press\n\n", ""),
        ("By Ann Lee | AP\n\n", ""),
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


COPIED = (
    "The harbour master said that the ferry had left the quay at nine with sixty people on board, and that it was turned back "
    "by the wind within sight of the island."
)
WARES, TOWNS = ("coal", "salt", "wool", "rope", "tar"), ("Orme", "Tarn", "Lund", "Vik", "Skerrin")
PADDING = (
    "\n\n".join(
        f"The price of {it} rose at the {it} market, where sellers of {it} now ask for twice as much." for it in WARES
    ),
    "\n\n".join(
        f"A choir from {it} came to sing, and all {it} followed to hear what {it} sings at home." for it in TOWNS
    ),
)


@pytest.mark.parametrize("copy", [COPIED, COPIED.replace("sixty people", "sixty men"), f"{COPIED} Nobody was hurt."])
def test_a_paragraph_that_stands_in_another_outlets_article_is_no_second_witness(copy: str) -> None:
    one = told(f"{PADDING[0]}\n\n{COPIED}", "a", "Post")
    other = told(f"{PADDING[1]}\n\n{copy}", "b", "Herald")
    said = "turned back by the wind"
    assert WITNESSES.independent([quoted(one, said), quoted(other, said)]) == 1
    assert WITNESSES.independent([quoted(one, "price of salt"), quoted(other, "choir from Tarn")]) == 2


def test_two_who_heard_the_same_words_are_two_witnesses() -> None:
    one = told(f"{PADDING[0]}\n\n“{COPIED}” he said.", "a", "Post")
    other = told(f"{PADDING[1]}\n\nAsked again: “{COPIED}”", "b", "Herald")
    assert WITNESSES.independent([quoted(one, "sixty people"), quoted(other, "sixty people")]) == 2


def test_an_author_who_is_an_agency_makes_its_stories_one_source() -> None:
    stories = [told(text, f"{at}", f"Outlet {at}") for at, text in enumerate((FIRE, OTHERS[0]))]
    made = [replace(it, metadata=replace(it.metadata, authors=("The Associated Press",))) for it in stories]
    assert independent(made) == 1
    assert independent([made[0], stories[1]]) == 2


def test_an_outlet_that_no_table_has_is_its_own_family() -> None:
    assert independent([told(FIRE, "a", "BBC Fans Weekly"), told(OTHERS[0], "b", "BBC")]) == 2
