"""The words that answers are compared by, and when a text says an answer."""

from collections.abc import Callable, Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.text import (
    contains,
    denials_stand,
    folded,
    names_stand,
    numbers_stand,
    plain,
    recall,
    says,
    squad_f1,
    squad_tokens,
    tokens,
)

Rule = Callable[[str, Collection[str]], bool]


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("2,500", "2500"),
        ("2.50", "2.5"),
        ("two thousand five hundred", "2500"),
        ("one hundred sixty-one", "161"),
        ("nineteen hundred", "1900"),
        ("a hundred", "100"),
        ("a million", "1000000"),
        ("1.2 billion", "1200000000"),
        ("£1.2bn", "1200000000"),
        ("$5m", "5000000"),
        ("5 hundred", "500"),
        ("28th", "28"),
        ("zero", "0"),
    ],
)
def test_a_number_is_its_digits_however_it_is_written(written: str, digits: str) -> None:
    assert tokens(written) == (digits,)


def test_numbers_that_only_stand_side_by_side_stay_apart() -> None:
    assert tokens("nineteen sixty") == ("19", "60")
    assert tokens("zero five") == ("0", "5")
    assert tokens("1.5 million two years ago") == ("1500000", "2", "years", "ago")
    assert tokens("in 2014 100 left") == ("in", "2014", "100", "left")


def test_case_accents_articles_possessives_and_punctuation_do_not_count() -> None:
    assert tokens("The U.S., and Iraq’s al-Sudani: “don’t!”") == ("us", "and", "iraq", "al", "sudani", "dont")
    assert tokens("Céloron, an A.M. café") == ("celoron", "am", "cafe")


def test_shares_and_months_have_one_way_to_be_written() -> None:
    assert tokens("60%") == tokens("60 per cent") == tokens("sixty percent")
    assert tokens("Jan. 28 and Sept. 3") == tokens("January 28 and September 3")


def test_what_a_reader_cannot_see_is_not_compared() -> None:
    assert plain("PWNED\u200b by\n\u00a0\uff2de") == "pwned by me"
    assert folded(" a\n\tb ") == "a b"


def test_recall_counts_each_word_as_often_as_it_is_said() -> None:
    assert recall("The old port of the old town", "old old port") == 1
    assert recall("An old port", "old old port") == pytest.approx(2 / 3)
    assert recall("Anything", "—") == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. paid an extra $2,500!", ["us", "paid", "extra", "2500"]),
        ("Iraq’s “foreign ministry”", ["iraqs", "foreign", "ministry"]),
        ("Mohammed Shia al-Sudani", ["mohammed", "shia", "alsudani"]),
        ("A,  an \t THE", []),
        ("€5", ["€5"]),
    ],
)
def test_the_words_of_a_short_answer_are_those_of_squads_script(text: str, words: list[str]) -> None:
    assert squad_tokens(text) == words


@pytest.mark.parametrize(
    ("text", "answer", "f1"),
    [
        ("the 2,500 troops", "2500 troops", 1),
        ("around 2,500", "2,500", 2 / 3),
        ("2,500 troops in Iraq", "troops in Syria", 4 / 7),
        ("talks talks", "talks", 2 / 3),
        ("900", "2,500", 0),
        ("", "2,500", 0),
        ("", "", 0),
    ],
)
def test_f1_weighs_what_is_said_too_much_and_what_is_left_out(text: str, answer: str, f1: float) -> None:
    assert squad_f1(text, answer) == squad_f1(answer, text) == pytest.approx(f1)


def test_two_words_of_three_are_not_enough_and_three_of_four_are() -> None:
    assert not says("It opened in Port Elizabeth.", ["Port Elizabeth harbour"])
    assert says("It opened in the new Port Elizabeth.", ["new Port Elizabeth harbour"])


def test_any_of_the_answers_will_do() -> None:
    assert says("It is shut.", ["closed", "shut"])
    assert not says("It is shut.", [])
    assert contains("It is shut.", ["closed", "shut"])


def test_only_whole_words_count() -> None:
    assert not says("12,500 people", ["2,500"])
    assert not contains("12,500 people", ["2,500"])
    assert not contains("Nothing", ["—"])


def test_containment_asks_for_the_order_too() -> None:
    assert says("signed on 28 January 2024", ["January 28, 2024"])
    assert not contains("signed on 28 January 2024", ["January 28, 2024"])
    assert contains("signed on January 28th, 2024", ["January 28, 2024"])


@pytest.mark.parametrize("rule", [says, contains])
@pytest.mark.parametrize(
    ("text", "answer", "right"),
    [
        ("Yes, there is no doubt.", "yes", True),
        ("Yes, there is no doubt.", "no", False),
        ("Officials said that it was not close.", "No.", True),
        ("It isn’t.", "no", True),
        ("It isn’t.", "yes", False),
        ("It is close.", "no", False),
        ("It is close.", "yes", False),
    ],
)
def test_the_first_yes_or_no_tells_where_that_is_the_answer(rule: Rule, text: str, answer: str, right: bool) -> None:
    assert rule(text, [answer]) is right


@given(st.text(max_size=60), st.text(max_size=30))
def test_whatever_is_contained_is_also_said(text: str, answer: str) -> None:
    assert 0 <= recall(text, answer) <= 1
    assert says(text, [answer]) or not contains(text, [answer])


@given(st.lists(st.sampled_from("the bridge cost two thousand 500 million and five hundred".split()), max_size=8))
def test_a_text_says_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert says(text, [text]) == contains(text, [text]) == bool(tokens(text))


@pytest.mark.parametrize(
    ("statement", "quotes", "stand"),
    [
        ("It cost $1.2bn.", ["It cost 1.2 billion dollars."], True),
        ("Some 2,500 soldiers stay.", ["Two thousand five hundred soldiers stay."], True),
        ("Some 12 stay and 900 leave.", ["12 stay.", "900 leave."], True),
        ("Some 12 stay.", ["112 stay."], False),
        ("Some 12 stay.", [], False),
        ("Nobody stays.", [], True),
    ],
)
def test_every_number_of_a_statement_must_stand_in_its_quotes(statement: str, quotes: list[str], stand: bool) -> None:
    assert numbers_stand(statement, quotes) is stand


@pytest.mark.parametrize(
    ("statement", "quotes", "stand"),
    [
        ("The mayor, Ana Duarte, spoke.", ["Mayor Ana Duarte spoke."], True),
        ("Ana Duarte’s plan holds.", ["The plan of Duarte holds."], True),
        ("Troops left the U.S. base.", ["They left the US base."], True),
        ("The mayor, Ana Duarte, spoke.", ["The mayor, Ines Duarte, spoke."], False),
        ("It opened in May. Rain fell.", ["It opened in May."], True),
        ("He said: “Nobody knows.”", ["He said that nobody knows."], True),
        ("It opened in May.", ["It opened in June."], False),
        ("It opened.", [], True),
    ],
)
def test_every_name_of_a_statement_must_stand_in_its_quotes(statement: str, quotes: list[str], stand: bool) -> None:
    assert names_stand(statement, quotes) is stand


@pytest.mark.parametrize(
    ("statement", "quotes", "stand"),
    [
        ("It isn’t open.", ["It is not open."], True),
        ("It is open.", ["It is not open."], True),
        ("It is not open.", ["It is open."], False),
        ("Nobody came.", ["Many came.", "No visitor came."], True),
        ("It closed without notice.", ["It closed."], False),
    ],
)
def test_a_statement_denies_only_where_a_quote_denies(statement: str, quotes: list[str], stand: bool) -> None:
    assert denials_stand(statement, quotes) is stand


def test_an_answer_is_found_as_whole_words_whatever_case_and_punctuation() -> None:
    assert contains("It employs “2,500 people”, he said.", ["2500 People"])
    assert not contains("It employs 12,500 people.", ["2,500"])
    assert not contains("Any text.", ["—"])


def test_folding_leaves_single_spaces_only() -> None:
    assert folded("  The talks\u00a0began\n\n on\tMonday. ") == "The talks began on Monday."
