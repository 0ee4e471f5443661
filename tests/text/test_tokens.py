"""Words compare as readers mean them: by stem, by number, by the place they name."""

import pytest
from hypothesis import given

from qa.text.tokens import Term, content, tokens
from tests.strategies import raw_texts


def terms(text: str) -> list[str]:
    return [token.term for token in tokens(text)]


ALIKE = [
    ("American", "U.S.", "US", "USA", "U.S.A.", "United States", "the United States of America"),
    ("British", "UK", "U.K.", "United Kingdom", "Britain’s"),
    ("South Korean", "South-Korean", "south korea", "SOUTH KOREA'S"),
    ("Port-au-Prince", "port au prince"),
    ("N’Djamena", "N'Djamena"),
    ("Kyiv", "Kiev"),
    ("New Delhi", "Delhi"),
    ("Côte d’Ivoire", "Cote d'Ivoire", "Ivory Coast"),
    ("People’s Republic of China", "Chinese"),
    ("World War II", "WWII", "WW2", "World War 2", "World War Two", "Second World War"),
    ("World War I", "WWI", "First World War"),
    ("Türkiye", "Turkey"),
    ("EU", "E.U.", "European Union"),
    ("2,500", "2500", "2,500.", "2500,"),
    ("twelve", "12", "Twelve"),
    ("3.5", "3.5."),
    ("withdraw", "withdrawing", "Withdraws"),
    ("Céloron", "Celoron", "CÉLORON", "Ce\u0301loron"),
    ("defence", "defense"),
    ("programme", "programs"),
    ("don’t", "don't"),
]


@pytest.mark.parametrize("group", ALIKE, ids=lambda group: str(group[0]))
def test_these_count_as_one(group: tuple[str, ...]) -> None:
    assert len({tuple(term for term in content(text) if term != "s") for text in group}) == 1


APART = [
    ("Iran", "Iraq"),
    ("North Korea", "South Korea"),
    ("Niger", "Nigeria"),
    ("2,500", "25"),
    ("3.5", "35"),
    ("turkey", "Turkey"),
    ("Sudan", "South Sudan"),
    ("Washington", "United States"),
    ("Mexico", "New Mexico"),
    ("Mexico", "Mexico City"),
    ("Wales", "New South Wales"),
    ("America", "Latin America"),
    ("Guinea", "Equatorial Guinea"),
    ("Congo", "Republic of the Congo"),
    ("Ireland", "Northern Ireland"),
    ("World War I", "World War II"),
    ("poles", "Poles"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_these_do_not(one: str, other: str) -> None:
    assert not set(terms(one)) & set(terms(other))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Tell us about it", False),
        ("What does it mean for us?", False),
        ("Give us a date", False),
        ("How many us troops are there?", True),
        ("us troops", True),
        ("What did the US do?", True),
    ],
)
def test_us_in_lower_case_is_the_country_where_it_cannot_be_the_pronoun(text: str, *, country: bool) -> None:
    assert ("UNITED STATES" in terms(text)) == country


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Who won?", False),
        ("who won?", False),
        ("WHO WON THE VOTE?", False),
        ("Is the WHO right?", True),
        ("WHO says masks help", True),
        ("WHO", True),
    ],
)
def test_who_in_capitals_is_the_organisation_unless_all_is_in_capitals(text: str, *, named: bool) -> None:
    assert ("WORLD HEALTH ORGANIZATION" in terms(text)) == named


def test_tokens_stand_where_they_say_and_know_what_they_are() -> None:
    text = "The U.S. Army sent twenty-five men."
    read = tokens(text)
    assert [token.text for token in read] == ["The", "U.S.", "Army", "sent", "twenty", "five", "men"]
    assert [token.term for token in read if token.named] == ["UNITED STATES"]
    assert [token.term for token in read if token.numeric] == ["20", "5"]
    assert [token.text for token in read if not token.content] == ["The"]


def test_the_content_of_a_question_leaves_out_its_grammar_and_repeats_nothing() -> None:
    expected = [Term("UNITED STATES"), Term("troop"), Term("IRAQ")]
    assert content("How many U.S. troops are there in Iraq, and whose troops are the American ones?")[:3] == expected
    assert content("Who is it, and what of the others?") == ["other"]
    assert content("… — '") == []


@given(raw_texts())
def test_tokens_of_any_text_stand_in_order_where_they_say(text: str) -> None:
    read = tokens(text)
    ends = [0, *(token.span.end for token in read)]
    assert all(start <= token.span.start < token.span.end for start, token in zip(ends, read, strict=False))
    assert all(token.span.of(text) == token.text and token.term for token in read)
    assert set(content(text)) == {token.term for token in read if token.content}
