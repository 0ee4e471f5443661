"""A question is read for what it wants and for what it takes for granted."""

import pytest
from hypothesis import given

from qa.answer.question.answer_type import AnswerType
from qa.answer.question.parse import read_question
from qa.text.names import governments
from qa.text.tokens import content
from tests.strategies import raw_texts

WANTED: list[tuple[str, AnswerType]] = [
    ("How many troops are there?", "number"),
    ("About how many people came?", "number"),
    ("What percentage of voters stayed at home?", "number"),
    ("What is the number of seats?", "number"),
    ("The number of seats?", "number"),
    ("What is the population of the island?", "number"),
    ("At what age did she die?", "number"),
    ("How tall is the tower?", "number"),
    ("How much did the bridge cost?", "amount"),
    ("By how much did rents rise?", "amount"),
    ("When did the talks begin?", "date"),
    ("Since when has it been open?", "date"),
    ("In what year did it open?", "date"),
    ("On which day did it open?", "date"),
    ("How long did it last?", "date"),
    ("Who won?", "person"),
    ("And whose bill is it?", "person"),
    ("Which minister resigned?", "person"),
    ("Where is it?", "place"),
    ("From which country does it come?", "place"),
    ("In what northern city did it happen?", "place"),
    ("Why did it close?", "reason"),
    ("What was the main reason for the delay?", "reason"),
    ("What is it called?", "other"),
    ("How did it end?", "other"),
    ("Which item rose most?", "other"),
    ("Did it rain?", "other"),
    ("Tell me about Iraq", "other"),
    ("WHO WON?", "person"),
    ("how many came", "number"),
    # the clause that asks
    ("As the talks began, who was there?", "person"),
    ("When it rains, who pays?", "person"),
    ("After 20 years, how many stayed?", "number"),
    # the sentence that asks
    ("Who is he? I forgot. When was he born?", "date"),
    ("Who paid? It was a lot.", "person"),
    ("I wonder. Where are they", "place"),
    ("", "other"),
    ("?", "other"),
]


@pytest.mark.parametrize(("text", "answer_type"), WANTED)
def test_a_question_wants(text: str, answer_type: AnswerType) -> None:
    assert read_question(text).answer_type == answer_type


NAMES = [
    ("What did Ann Lee say to Bob Roe?", (("ann", "lee"), ("bob", "roe"))),
    ("Who is Austin?", (("austin",),)),
    ("What does Ann Lee's sister do?", (("ann", "lee"),)),
    ("What did President Roe promise?", (("roe",),)),
    ("How has Covid-19 changed it?", (("covid",),)),
    ("What did Roe do in October 2023?", (("roe",),)),
    ("What did the U.S. say about Iraq?", ()),
    ("what did ann lee say", ()),
    # title case and capitals tell nothing
    ("What Did Prime Minister Roe Say About Canada?", ()),
    ("WHAT DID ANN LEE SAY?", ()),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_are_the_capitalised_words_side_by_side(text: str, names: tuple[tuple[str, ...], ...]) -> None:
    assert read_question(text).names == names


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("How many American troops are in Iraq, says the U.S.?", ("UNITED STATES", "IRAQ")),
        ("what did london say about eu and nato", ("BRITAIN", "EUROPEAN UNION", "NATO")),
        ("Give us a reason", ()),
        ("Who eats turkey?", ()),
        ("WHO WON THE FRENCH OPEN?", ("FRANCE",)),
    ],
)
def test_places_are_countries_and_bodies_by_any_of_their_names(text: str, places: tuple[str, ...]) -> None:
    assert read_question(text).places == places


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("What happened on October 7, 2023?", (("octob", "7", "2023"),)),
        ("What happened on 7 October 2023?", (("7", "octob", "2023"),)),
        ("What happened on Jan. 6?", (("jan", "6"),)),
        ("What happened in May 2021 and in 1999?", (("may", "2021"), ("1999",))),
        ("What may happen, and who may march?", ()),
        ("What cost 2,014 euros?", ()),
        ("What happened in room 7?", ()),
    ],
)
def test_dates_are_months_and_years_with_what_belongs_to_them(text: str, dates: tuple[tuple[str, ...], ...]) -> None:
    assert read_question(text).dates == dates


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("What did Iran's Defense Minister say?", (("defens", "minist"),)),
        ("What did the French prime minister say?", (("prime", "minist"),)),
        ("What did the Secretary of State say?", (("secretari", "of", "state"),)),
        ("Who is the president of Iraq?", (("presid",),)),
        ("Who is Iraq's new president?", (("presid",),)),
        ("Who's the country's president?", (("presid",),)),
        ("What did the president say?", ()),
        ("What did the new president say?", ()),
        ("Minister of what is he?", ()),
    ],
)
def test_an_office_goes_with_the_word_that_tells_which(text: str, roles: tuple[tuple[str, ...], ...]) -> None:
    assert read_question(text).roles == roles


def test_only_the_asking_sentence_is_taken_for_granted_but_all_words_are_looked_for() -> None:
    question = read_question("Ann Lee left Iraq in 2019 with 40 men. Who followed her?")
    assert (question.names, question.places, question.dates) == ((), (), ())
    assert question.terms == ("ann", "lee", "left", "IRAQ", "2019", "40", "men", "follow")


@given(raw_texts())
def test_any_text_can_be_read_as_a_question(text: str) -> None:
    question = read_question(text)
    assert question.text == text
    assert list(question.terms) == content(text)
    assert {*question.places} <= {*(token.term for token in question.tokens), *governments(question.tokens)}
