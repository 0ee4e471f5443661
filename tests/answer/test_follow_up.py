"""A follow-up question is completed from the turns before it, by rules; a question that stands on its own is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.follow_up import brings_in, carried_over, known_terms, needs_context
from qa.answer.question import read_question
from qa.domain import Turn
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
BAGHOUZ = Turn("When was Baghouz captured?", "Baghouz was captured in March 2019. [1]")
DRAWDOWN = Turn("When would the coalition's drawdown from Iraq begin?", "In September 2024. [1]")
ATTACKS = Turn("How many attacks targeted US forces in Iraq since last fall?", "Approximately 60. [1]")
TEHRAN = Turn("Who was killed in Tehran?", "Ismail Haniyeh, the political leader of Hamas, was killed in Tehran. [1]")
STATE = Turn("What does Iraq's government say about Islamic State?", "It says that Islamic State is defeated. [1]")
COMMISSION = Turn("When was the higher military commission agreed upon?", "In August 2023. [1]")
LEFT = Turn("When did US combat forces leave Iraq?", "Combat forces left in 2011 and returned in 2014. [1]")

SEEDS = [
    # a part of the same kind is exchanged
    (TROOPS, "And in Syria?", "How many US troops are in Syria?"),
    (TROOPS, "And Syria?", "How many US troops are in Syria?"),
    (TROOPS, "in syria?", "How many US troops are in syria?"),
    (TROOPS, "What about British ones?", "How many British troops are in Iraq?"),
    (TROOPS, "And British troops?", "How many British troops are in Iraq?"),
    (TROOPS, "What about the U.K.?", "How many US troops are in the U.K.?"),
    (TROOPS, "How about 2023?", "How many US troops are in Iraq in 2023?"),
    (TROOPS, "And advisors?", "How many advisors are in Iraq?"),
    (INVASION, "And Syria?", "When did the US invade Syria?"),
    (INVASION, "And the coalition?", "When did the coalition invade Iraq?"),
    (MINISTER, "And the prime minister?", "Who is Iraq's prime minister?"),
    (MINISTER, "And Iran's?", "Who is Iran's defense minister?"),
    (AUSTIN, "And al-Sudani?", "What did al-Sudani say about the withdrawal?"),
    (AUSTIN, "And about the attacks?", "What did Lloyd Austin say about the attacks?"),
    (SOLEIMANI, "What about Abu Mahdi al-Muhandis?", "When was Abu Mahdi al-Muhandis killed?"),
    (BAGHOUZ, "And Tikrit?", "When was Tikrit captured?"),
    (DRAWDOWN, "And from Syria?", "When would the coalition's drawdown from Syria begin?"),
    (ATTACKS, "And in Syria?", "How many attacks targeted US forces in Syria since last fall?"),
    (ATTACKS, "What about British forces?", "How many attacks targeted British forces in Iraq since last fall?"),
    (STATE, "And about the coalition?", "What does Iraq's government say about the coalition?"),
    (LEFT, "What about the British?", "When did British combat forces leave Iraq?"),
    # a question word alone
    (TROOPS, "Why?", "Why are US troops in Iraq?"),
    (TROOPS, "Since when?", "Since when are US troops in Iraq?"),
    (INVASION, "Why?", "Why did the US invade Iraq?"),
    (SOLEIMANI, "Where exactly?", "Where exactly was Qassem Soleimani killed?"),
    (SOLEIMANI, "By whom?", "By whom was Qassem Soleimani killed?"),
    (TEHRAN, "Who else?", "Who else was killed in Tehran?"),
    (TEHRAN, "When?", "Who was killed in Tehran, and when?"),
    # a noun left out
    (TROOPS, "And how many are in Syria?", "How many US troops are in Syria?"),
    # pronouns
    (TROOPS, "Who commands them?", "Who commands US troops in Iraq?"),
    (TROOPS, "Why were they sent?", "Why were US troops in Iraq sent?"),
    (TROOPS, "When did they arrive there?", "When did US troops arrive in Iraq?"),
    (TROOPS, "And when will they leave?", "When will US troops in Iraq leave?"),
    (INVASION, "Why did it withdraw?", "Why did the US withdraw (Iraq)?"),
    (INVASION, "Who was president then?", "Who was president in 2003 (the US, Iraq)?"),
    (MINISTER, "What did he discuss there?", "What did Iraq's defense minister discuss in Washington?"),
    (AUSTIN, "When did he say that?", "When did Lloyd Austin say that (the withdrawal)?"),
    (AUSTIN, "What is his role?", "What is Lloyd Austin's role?"),
    (SOLEIMANI, "Who killed him?", "Who killed Qassem Soleimani?"),
    (SOLEIMANI, "Who else was killed?", "Who else was killed (Qassem Soleimani)?"),
    (TEHRAN, "Who was he?", "Who was Ismail Haniyeh?"),
    (BAGHOUZ, "Where is it?", "Where is Baghouz?"),
    (BAGHOUZ, "Who controlled it before?", "Who controlled Baghouz before?"),
    (DRAWDOWN, "And when would it end?", "When would the coalition's drawdown from Iraq end?"),
    (ATTACKS, "Who carried them out?", "Who carried out attacks in Iraq since last fall (US forces)?"),
    (COMMISSION, "What is it for?", "What is the higher military commission for?"),
    (LEFT, "Why did they return?", "Why did US combat forces return (Iraq)?"),
    (LEFT, "What happened then?", "What happened in 2011 (US combat forces, Iraq)?"),
]


@pytest.mark.parametrize(("before", "typed", "standalone"), SEEDS)
def test_a_follow_up_over_the_seed_articles_is_asked_in_full(before: Turn, typed: str, standalone: str) -> None:
    assert needs_context(typed, [before])
    assert carried_over(typed, [before]) == standalone


FLIGHTS = Turn("How many flights were cancelled at Heathrow in July?", "400 flights were cancelled. [1]")
SCHOOLS = Turn("Are schools closed in Berlin?", "Schools in Berlin are closed until Friday. [1]")
TELESCOPE = Turn("What is the James Webb telescope looking for?", "It looks for early galaxies. [1]")
STRIKE = Turn("Who called the train strike in Belgium?", "Unions called the strike over pensions. [1]")
BANK = Turn("Who is the head of the European Central Bank?", "Christine Lagarde heads the bank. [1]")
BASE = Turn("Who attacked the US base in Iraq?", "Iran-backed militias attacked the base. [1]")
TRIAL = Turn("When was Sam Bankman-Fried sentenced?", "Judge Lewis Kaplan sentenced him in March. [1]")

FILM = Turn("Who directed Oppenheimer?", "Christopher Nolan directed Oppenheimer. [1]")
TREATY = Turn("When did the UN adopt the plastics treaty?", "The UN adopted it in 2025. [1]")
CRASH = Turn("How many people died in the Lyon train crash?", "12 people died. [1]")
HEAT = Turn("How hot was it in Rome yesterday?", "It was 41 degrees. [1]")
FRAUD = Turn("Where does the trial of Jan Marsalek take place?", "The trial takes place in Munich. [1]")

OTHERS = [
    (FILM, "What else has he directed?", "What else has Christopher Nolan directed (Oppenheimer)?"),
    (TREATY, "Did China sign it?", "Did China sign the plastics treaty (the UN)?"),
    (TREATY, "What caused it?", "What caused it (the UN, the plastics treaty)?"),
    (TREATY, "At which summit?", "At which summit did the UN adopt the plastics treaty?"),
    (CRASH, "How many were injured?", "How many people were injured in the Lyon train crash?"),
    (CRASH, "And injured?", "And injured (people, the Lyon train crash)?"),
    (CRASH, "More details please", "More details please (people, the Lyon train crash)?"),
    (HEAT, "What about tomorrow?", "How hot was it in Rome tomorrow?"),
    (FRAUD, "When does it end?", "When does the trial of Jan Marsalek end?"),
    (SCHOOLS, "In which other cities?", "Are schools closed in Berlin, and in which other cities?"),
    (FLIGHTS, "And in August?", "How many flights were cancelled at Heathrow in August?"),
    (FLIGHTS, "And at Gatwick?", "How many flights were cancelled at Gatwick in July?"),
    (FLIGHTS, "And last year?", "How many flights were cancelled at Heathrow last year?"),
    (FLIGHTS, "And since Monday in Dublin?", "How many flights were cancelled in Dublin since Monday?"),
    (FLIGHTS, "What about international ones?", "How many international flights were cancelled at Heathrow in July?"),
    (FLIGHTS, "Why were they cancelled?", "Why were flights at Heathrow cancelled in July?"),
    (FLIGHTS, "Why were these flights cancelled?", "Why were flights at Heathrow cancelled in July?"),
    (FLIGHTS, "What happened since then?", "What happened since July at Heathrow (flights)?"),
    (SCHOOLS, "Until when?", "Until when are schools closed in Berlin?"),
    (SCHOOLS, "Is that still the case?", "Is that still the case (schools, Berlin)?"),
    (SCHOOLS, "And on Monday?", "Are schools closed in Berlin on Monday?"),
    (SCHOOLS, "How did that city react?", "How did Berlin react (schools)?"),
    (SCHOOLS, "Who else?", "Are schools closed in Berlin, and who else?"),
    (TELESCOPE, "When was it launched?", "When was the James Webb telescope launched?"),
    (TELESCOPE, "And Hubble?", "What is the Hubble telescope looking for?"),
    (STRIKE, "What do they want?", "What do unions want in Belgium?"),
    (STRIKE, "When did that strike begin?", "When did the train strike in Belgium begin?"),
    (BANK, "What did she promise?", "What did the head of the European Central Bank promise?"),
    (BANK, "And her deputy?", "Who is the head of the European Central Bank's deputy?"),
    (BASE, "Why did they attack?", "Why did Iran-backed militias attack in Iraq (the US base)?"),
    (BASE, "What did the group want?", "What did the group want?"),
    (Turn("Who is the Iraqi prime minister?", ""), "And in Iran?", "Who is the Iranian prime minister?"),
    (Turn("Who is the Iraqi prime minister?", ""), "And of the UAE?", "Who is the Emirati prime minister?"),
    (Turn("What does NATO want?", ""), "And Turkey?", "What does Turkey want?"),
    (Turn("Who won the election?", ""), "And in Georgia?", "Who won the election in Georgia?"),
    (Turn("When did Iraq leave the treaty?", ""), "And the British?", "When did the British leave the treaty?"),
    (Turn("How many troops left?", ""), "And British ones?", "How many British troops left?"),
    (Turn("Who was elected in 2019?", ""), "And the British?", "And the British?"),
    (TEHRAN, "And older ones?", "And older ones in Tehran?"),
    (TEHRAN, "How many were wounded?", "How many were wounded (Tehran)?"),
    (AUSTIN, "Who went there?", "Who went there (Lloyd Austin, the withdrawal)?"),
    (AUSTIN, "What happened then?", "What happened then (Lloyd Austin, the withdrawal)?"),
    (TROOPS, "When were they sent there?", "When were US troops sent to Iraq?"),
    (TROOPS, "Who returned from there?", "Who returned from Iraq (US troops)?"),
    (INVASION, "Who was president in that year?", "Who was president in 2003 (the US, Iraq)?"),
    (STATE, "Who leads that group?", "Who leads Islamic State (Iraq's government)?"),
    (STATE, "Did it accept that decision?", "Did Iraq's government accept that decision (Islamic State)?"),
    (TRIAL, "Who was the judge?", "Who was the judge (Sam Bankman-Fried)?"),
    (TRIAL, "Did that man appeal?", "Did Sam Bankman-Fried appeal?"),
]


@pytest.mark.parametrize(("before", "typed", "standalone"), OTHERS)
def test_a_follow_up_on_other_news_is_asked_in_full(before: Turn, typed: str, standalone: str) -> None:
    assert carried_over(typed, [before]) == standalone


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
    assert carried_over(question, turns) == question


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
    assert carried_over(typed, [before]) == typed


@pytest.mark.parametrize(
    ("asked", "standalone"),
    [
        (["And in Syria?", "Why?"], "Why are US troops in Syria?"),
        (["Why?", "And in Syria?"], "Why are US troops in Syria?"),
        (["And in Syria?", "And British ones?"], "How many British troops are in Syria?"),
        (["Who commands them?", "Since when?"], "Who commands US troops in Iraq, and since when?"),
        (["And in Syria?", "Thanks!", "Who commands them?"], "Who commands US troops in Syria?"),
        (["Who is Lloyd Austin?", "When did he resign?"], "When did Lloyd Austin resign?"),
    ],
)
def test_follow_ups_of_follow_ups_are_read_one_after_the_other(asked: list[str], standalone: str) -> None:
    *turns, last = asked

    assert carried_over(last, [TROOPS, *(Turn(it, "") for it in turns)]) == standalone


def test_without_turns_nothing_is_a_follow_up() -> None:
    assert not needs_context("And in Syria?", [])
    assert carried_over("And in Syria?", []) == "And in Syria?"


def test_turns_without_a_subject_leave_the_question_as_it_is() -> None:
    assert carried_over("And why did he say that?", [Turn("?", "."), Turn("Hi!", "")]) == "And why did he say that?"


def test_a_result_that_is_too_long_gives_way_to_what_was_typed() -> None:
    long = Turn(f"How many {'very ' * 300}old troops are in Iraq?", "")

    assert carried_over("And in Syria?", [long], 200) == "And in Syria?"
    assert carried_over("And in Syria?", [long]).endswith("old troops are in Syria?")


def test_turns_are_text_on_one_line_without_characters_that_control() -> None:
    turn = Turn("How many US\u202e troops\x00 are\n\nin Iraq?", "")

    assert carried_over("And in Syria?", [turn]) == "How many US troops are in Syria?"


def test_a_question_that_was_typed_is_never_given_back_changed_in_its_spaces_alone() -> None:
    assert carried_over("And  the war in\tGaza?", [TROOPS]) == "And  the war in\tGaza?"


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
    result = carried_over(question, history)

    known = known_terms(question, history)
    read = read_question(result)
    assert not brings_in(result, known)
    assert {term for name in (*read.names, *read.dates) for term in name} | set(read.places) | set(
        read.numbers
    ) <= known
    assert result == question or len(result) <= 2_000
    assert result == question or needs_context(question, history)


@given(_TEXTS, _TURNS)
def test_the_same_turns_give_the_same_question(question: str, history: list[Turn]) -> None:
    assert carried_over(question, history) == carried_over(question, history)
