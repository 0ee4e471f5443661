"""A follow-up question is completed from the turns before it, by rules; a question that stands on its own is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.question.contextualize import (
    OPENING_OF_ANSWER,
    TURNS,
    asks_for_more,
    brings_in,
    contextualize,
    followed,
    known_terms,
    leaning,
    needs_context,
)
from qa.answer.question.parse import read_question
from qa.domain.answer import Turn
from tests.strategies import raw_texts

TROOPS = Turn(
    "How many US troops are in Iraq?",
    "Presently, around 2,500 American troops are stationed in Iraq and 900 in Syria. [1]",
)
INVASION = Turn(
    "When did the US invade Iraq?", "The United States invaded Iraq and toppled leader Saddam Hussein in 2003. [1]"
)
MINISTER = Turn(
    "Who is Iraq's defense minister?",
    "Iraq's Defense Minister, Thabit al-Abbasi, held discussions with US officials in Washington. [1]",
)
AUSTIN = Turn("What did Lloyd Austin say about the withdrawal?", "")
SOLEIMANI = Turn("When was Qassem Soleimani killed?", "A US air strike in January 2020 killed Qassem Soleimani. [1]")
FLIGHTS = Turn("How many flights were cancelled at Heathrow in July?", "400 flights were cancelled. [1]")
TEHRAN = Turn("Who was killed in Tehran?", "Ismail Haniyeh, the political leader of Hamas, was killed in Tehran. [1]")
LEFT = Turn("When did US combat forces leave Iraq?", "Combat forces left in 2011 and returned in 2014. [1]")

SEEDS = [
    # a part of the same kind is exchanged
    (TROOPS, "And in Syria?", "How many US troops are in Syria?"),
    (TROOPS, "in syria?", "How many US troops are in syria?"),
    (TROOPS, "What about British ones?", "How many British troops are in Iraq?"),
    (TROOPS, "How about 2023?", "How many US troops are in Iraq in 2023?"),
    (MINISTER, "And the prime minister?", "Who is Iraq's prime minister?"),
    (AUSTIN, "And al-Sudani?", "What did al-Sudani say about the withdrawal?"),
    (SOLEIMANI, "What about Abu Mahdi al-Muhandis?", "When was Abu Mahdi al-Muhandis killed?"),
    # what has nothing alike stands behind the question
    (TROOPS, "And advisors?", "How many US troops are in Iraq, and advisors?"),
    (AUSTIN, "And about the attacks?", "What did Lloyd Austin say about the withdrawal, and about the attacks?"),
    # other questions have the words of the last one behind them
    (TROOPS, "Why?", "Why (US troops, Iraq)?"),
    (TROOPS, "Since when?", "Since when (US troops, Iraq)?"),
    (TEHRAN, "Who else?", "Who else (killed, Tehran)?"),
    (TROOPS, "Who commands them?", "Who commands them (US troops, Iraq)?"),
    (AUSTIN, "When did he say that?", "When did he say that (Lloyd Austin, withdrawal)?"),
    (SOLEIMANI, "Who killed him?", "Who killed him (Qassem Soleimani)?"),
    (TEHRAN, "Who was he?", "Who was he (killed, Tehran)?"),
    # but for places and times that it has of its own
    (TROOPS, "And how many are in Syria?", "How many are in Syria (US troops)?"),
    (FLIGHTS, "Why were they cancelled in 2023?", "Why were they cancelled in 2023 (flights, Heathrow)?"),
    (LEFT, "What happened then?", "What happened then (US combat forces leave Iraq)?"),
]


@pytest.mark.parametrize(("before", "typed", "standalone"), SEEDS)
def test_a_follow_up_over_the_seed_articles_is_asked_in_full(before: Turn, typed: str, standalone: str) -> None:
    assert needs_context(typed, [before])
    assert contextualize(typed, [before]) == standalone


SCHOOLS = Turn("Are schools closed in Berlin?", "Schools in Berlin are closed until Friday. [1]")
TELESCOPE = Turn("What is the James Webb telescope looking for?", "It looks for early galaxies. [1]")
STRIKE = Turn("Who called the train strike in Belgium?", "Unions called the strike over pensions. [1]")
TRIAL = Turn("When was Sam Bankman-Fried sentenced?", "Judge Lewis Kaplan sentenced him in March. [1]")

CELTICS = Turn("Who coaches the Boston Celtics?", "Joe Mazzulla coaches the Celtics. [1]")
OLYMPICS = Turn("Where will the 2030 Winter Olympics take place?", "They will take place in the French Alps. [1]")
NOVEL = Turn("What is Margaret Atwood's new novel called?", "The novel is called The Testaments. [1]")
QUAKE = Turn("How many people were killed in the earthquake in Morocco?", "Nearly 3,000 people were killed. [1]")
TUNNEL = Turn("How long is the Gotthard tunnel?", "It is 57 kilometres long. [1]")
SUMMIT = Turn("Did Trump meet Putin in Alaska?", "Yes, they met in Anchorage in August 2025. [1]")

OTHERS = [
    (Turn("How much did Nvidia shares fall?", "By a tenth. [1]"), "and AMD?", "How much did AMD shares fall?"),
    (CELTICS, "And the Lakers?", "Who coaches the Lakers?"),
    (OLYMPICS, "And the Summer Olympics?", "Where will the Summer Olympics take place?"),
    (OLYMPICS, "And in 2034?", "Where will the 2034 Winter Olympics take place?"),
    (NOVEL, "What is it about?", "What is it about (Margaret Atwood, new novel called)?"),
    (QUAKE, "How many were injured?", "How many were injured (people, killed, earthquake, Morocco)?"),
    (TUNNEL, "And the Channel Tunnel?", "How long is the Channel Tunnel?"),
    (SUMMIT, "And Zelensky?", "Did Trump meet Zelensky in Alaska?"),
    (SUMMIT, "What did he say afterwards?", "What did he say afterwards (Trump meet Putin, Alaska)?"),
    (FLIGHTS, "And since Monday in Dublin?", "How many flights were cancelled in Dublin since Monday?"),
    (FLIGHTS, "Why were they cancelled?", "Why were they cancelled (flights, Heathrow, July)?"),
    (SCHOOLS, "Until when?", "Until when (schools closed, Berlin)?"),
    (SCHOOLS, "Is that still the case?", "Is that still the case (schools closed, Berlin)?"),
    (TELESCOPE, "And Hubble?", "What is the Hubble telescope looking for?"),
    (STRIKE, "What do they want?", "What do they want (called, train strike, Belgium)?"),
    (TRIAL, "Who was the judge?", "Who was the judge (Sam Bankman-Fried sentenced)?"),
    (Turn("Who is the Iraqi prime minister?", ""), "And in Iran?", "Who is the prime minister in Iran?"),
    (Turn("What does NATO want?", ""), "And Turkey?", "What does Turkey want?"),
    (Turn("When did Iraq leave the treaty?", ""), "And the British?", "When did the British leave the treaty?"),
    (Turn("Who built the Boeing 737?", ""), "And the Airbus A320?", "Who built the Airbus A320?"),
    (Turn("Who leads the Bank of England?", ""), "And the Bank of Japan?", "Who leads the Bank of Japan?"),
    (
        Turn("Which airports were closed in Israel?", ""),
        "Which ones did Iran close?",
        "Which ones did Iran close (airports)?",
    ),
]


@pytest.mark.parametrize(("before", "typed", "standalone"), OTHERS)
def test_a_follow_up_on_other_news_is_asked_in_full(before: Turn, typed: str, standalone: str) -> None:
    assert contextualize(typed, [before]) == standalone


ALONE = [
    "How many British troops are in Iraq?",
    "And how many British troops are in Iraq?",
    "Who is Lloyd Austin?",
    "When was Qassem Soleimani killed?",
    "Is it true that US troops left Syria?",
    "Was it the US that invaded Iraq?",
    "How long does it take to withdraw US troops?",
    "Are there British troops in Syria?",
    "How many US bases are there in Syria?",
    "Did Austin say that the talks would end?",
    "Which troops that left Iraq in 2011 came back?",
    "Why did the US withdraw its troops from Iraq?",
    "Why did Iraqi officials change their plan?",
    "What did al-Sudani say about his plan?",
    "Did Lloyd Austin resign after Biden asked him?",
    "Why did the US send troops home and call them back?",
    "What happened to those who fled Mosul?",
    "What happened in Gaza this year?",
    "What happened in Iraq at the same time?",
    "Did both sign on the same day in Baghdad?",
    "How many people live in Syria and why do people go there?",
    "What happened in 2014, and who was president then?",
    "How many Iraqi civilians died in the 2003 invasion?",
    "What is inflation?",
    "How hot was it in Athens?",
    "Who governs Iraq these days?",
    "How do you boil an egg?",
    "Which airlines fly to Baghdad?",
    "Who won the 2022 World Cup?",
    "exact number of US personnel who will remain in Iraq",
    "Name the Iraqi leader who was toppled.",
    "Thanks!",
    "Is this year's budget higher than that of 2019?",
]


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_stands_on_its_own_stays_as_it_is(question: str) -> None:
    turns = [TROOPS, INVASION, TEHRAN]

    assert not needs_context(question, turns)
    assert contextualize(question, turns) == question


@pytest.mark.parametrize(
    ("before", "typed"),
    [
        (TROOPS, "What about Lloyd Austin?"),
        (TROOPS, "And the war in Gaza?"),
        (TROOPS, "What about the attacks in Syria?"),
        (SOLEIMANI, "And the Olympic Games in Paris?"),
        (SCHOOLS, "How about the James Webb telescope?"),
        (MINISTER, "How about inflation in Turkey?"),
    ],
)
def test_another_subject_does_not_drag_old_names_along(before: Turn, typed: str) -> None:
    assert contextualize(typed, [before]) == typed


@pytest.mark.parametrize(
    ("asked", "standalone"),
    [
        (["And in Syria?", "Why?"], "Why (US troops, Syria)?"),
        (["And in Syria?", "And British ones?"], "How many British troops are in Syria?"),
        (["Who commands them?", "Since when?"], "Since when (commands, US troops, Iraq)?"),
        (["And in Syria?", "Thanks!", "Who commands them?"], "Who commands them (US troops, Syria)?"),
        (["And in Syria?", "Tell me more", "Who commands them?"], "Who commands them (US troops, Syria)?"),
        (["Who is Lloyd Austin?", "When did he resign?"], "When did he resign (Lloyd Austin)?"),
    ],
)
def test_follow_ups_of_follow_ups_are_read_one_after_the_other(asked: list[str], standalone: str) -> None:
    *turns, last = asked

    assert contextualize(last, [TROOPS, *(Turn(it, "") for it in turns)]) == standalone


@pytest.mark.parametrize("typed", ["What was the result?", "Who resigned?"])
def test_a_few_words_that_name_nothing_are_asked_of_what_was_spoken_of(typed: str) -> None:
    assert contextualize(typed, [INVASION]) == f"{typed[:-1]} (US invade Iraq)?"


def test_a_fragment_of_many_parts_is_a_question_of_its_own() -> None:
    typed = "What about Austin, Biden, Putin, Zelensky and Macron?"

    assert contextualize(typed, [AUSTIN]) == typed


@pytest.mark.parametrize("typed", ["And who came second?", "Which villages were destroyed?"])
def test_a_question_that_may_open_a_subject_keeps_its_words_and_may_still_go_on(typed: str) -> None:
    assert contextualize(typed, [QUAKE]) == typed
    assert leaning(typed, [QUAKE]) == "perhaps"


@pytest.mark.parametrize(
    "typed", ["tell me more", "More details, please?", "Go on.", "Can you tell me more about that?", "What else?"]
)
def test_more_is_asked_for_in_many_ways(typed: str) -> None:
    assert asks_for_more(typed)


@pytest.mark.parametrize("typed", ["Tell me more about the survey", "How many more died?", "What else did he say?"])
def test_more_of_something_is_a_question_of_its_own(typed: str) -> None:
    assert not asks_for_more(typed)


def test_only_the_latest_turns_and_the_openings_of_answers_are_read() -> None:
    turns = [TROOPS, *(Turn("Thanks!", "") for _ in range(TURNS))]

    assert contextualize("And in Syria?", turns) == "And in Syria?"
    assert contextualize("And in Syria?", turns[:TURNS]) == "How many US troops are in Syria?"
    assert followed([Turn("Why?", "long " * 1_000)]).answer == ("long " * (OPENING_OF_ANSWER // 5)).strip()


def test_what_is_put_in_brackets_stays_short_however_long_the_dialogue() -> None:
    turns = [
        Turn(f"Who {word}ed them in the {word} war of the {word} kings?", "")
        for word in ("invad", "attack", "defend", "visit", "land")
    ]

    assert len(contextualize("Why?", [TROOPS, *turns]).split()) < 20


def test_without_turns_nothing_is_a_follow_up() -> None:
    assert not needs_context("And in Syria?", [])
    assert contextualize("And in Syria?", []) == "And in Syria?"


def test_turns_without_a_subject_leave_the_question_as_it_is() -> None:
    assert contextualize("And why did he say that?", [Turn("?", "."), Turn("Hi!", "")]) == "And why did he say that?"


def test_a_result_that_is_too_long_gives_way_to_what_was_typed() -> None:
    long = Turn(f"How many {'very ' * 300}old troops are in Iraq?", "")

    assert contextualize("And in Syria?", [long], 200) == "And in Syria?"
    assert contextualize("And in Syria?", [long]).endswith("old troops are in Syria?")


def test_turns_are_text_on_one_line_without_characters_that_control() -> None:
    turn = Turn("How many US\u202e troops\x00 are\n\nin Iraq?", "")

    assert contextualize("And in Syria?", [turn]) == "How many US troops are in Syria?"


def test_a_question_that_was_typed_is_never_given_back_changed_in_its_spaces_alone() -> None:
    assert contextualize("And  the war in\tGaza?", [TROOPS]) == "And  the war in\tGaza?"


_ASKED = st.sampled_from([turn.question for turn, _, _ in SEEDS + OTHERS] + [typed for _, typed, _ in SEEDS + OTHERS])
_WORDS = st.lists(
    st.sampled_from(
        (
            "and what about how many why who when he they them it that there then the same one ones US British Iraq's in "
            "Lloyd Austin al-Sudani New York United troops killed did are was 2014 May March , ? . ' ’ “that” éte ISIS"
        ).split()
    ),
    max_size=14,
).map(" ".join)
_TEXTS = st.one_of(_ASKED, _WORDS, raw_texts(), st.text(max_size=60))
_TURNS = st.lists(st.builds(Turn, _TEXTS, _TEXTS), max_size=6)


@given(_TEXTS, _TURNS)
def test_whatever_is_asked_comes_out_as_a_question_that_names_nothing_new(question: str, history: list[Turn]) -> None:
    result = contextualize(question, history)

    known = known_terms(question, history)
    read = read_question(result)
    assert not brings_in(result, known)
    assert {term for name in (*read.names, *read.dates) for term in name} | set(read.places) <= known
    assert result == question or len(result) <= 2_000
    assert result == question or needs_context(question, history)


@given(_TEXTS, _TURNS)
def test_the_same_turns_give_the_same_question(question: str, history: list[Turn]) -> None:
    assert contextualize(question, history) == contextualize(question, history)


def test_a_turn_of_nothing_but_numbers_is_read() -> None:
    turns = (Turn("1 " * 1000, "1 " * 1000),)

    assert contextualize("And in Syria?", turns) == "And in Syria?"
