"""Nobody takes another's place, no word is turned into its opposite, and nothing reaches further than the quotes."""

import pytest

from qa.answer.verify.checks.table import check

STRIKE = "In March Iran threatened Oman, and Anna Lind asked Piet Boer to be her deputy."


@pytest.mark.parametrize(
    ("statement", "quote", "holds"),
    [
        ("Iran threatened Oman.", STRIKE, True),
        ("Oman threatened Iran.", STRIKE, False),
        ("Oman was threatened by Iran.", STRIKE, True),
        ("Piet Boer asked Anna Lind to be his deputy.", STRIKE, False),
        ("Oman threatened Iran.", "Iran threatened Oman. Oman threatened Iran.", True),
        ("Anna Lind is the leader of Oman.", "Oman leader Anna Lind spoke.", True),
        ("Oman borders Yemen and Yemen borders Oman.", "Yemen borders Oman.", True),
        ("It rained.", STRIKE, True),
    ],
)
def test_two_names_do_not_change_places_round_a_word(statement: str, quote: str, holds: bool) -> None:
    assert check(statement, [quote], dated=True)["roles"] is holds


@pytest.mark.parametrize(
    ("statement", "quote", "holds"),
    [
        ("Attacks have decreased since May.", "Attacks have increased since May.", False),
        ("The ministry accepted the plan.", "The ministry rejected the plan.", False),
        ("The ministry did not accept the plan.", "The ministry rejected the plan.", True),
        ("The ministry accepted the plan.", "The ministry accepted the plan that the council had rejected.", True),
        ("Sales rose in Rome and fell in Paris.", "Sales fell in Paris.", True),
        ("Rents rose.", "The river fell in May.", True),
    ],
)
def test_no_word_is_the_opposite_of_one_in_the_quotes(statement: str, quote: str, holds: bool) -> None:
    assert check(statement, [quote], dated=True)["opposites"] is holds


@pytest.mark.parametrize(
    ("statement", "quote", "holds"),
    [
        ("Only residents may park there.", "Residents may park there.", False),
        ("Only residents may park there.", "Nobody but residents may park there.", True),
        ("It is not only residents who park there.", "Residents park there.", True),
        ("The bridge, the oldest in the county, is shut.", "The bridge in the county is shut.", False),
        ("The bridge is the tallest here.", "It is the highest bridge here.", True),
        ("The latest request was honest.", "There was a request.", True),
    ],
)
def test_nothing_reaches_further_than_the_quotes(statement: str, quote: str, holds: bool) -> None:
    assert check(statement, [quote], dated=True)["scope"] is holds


SAID = ("The firm said that the trailer had been chained.", "Firefighters said that it had lodged in the bridge.")
ROW = (
    "Gary Stobbs spoke for the union. He said that the drivers wanted to be paid for the detour.",
    "Its manager, Carol Whelan, said that the fares would not rise.",
)


@pytest.mark.parametrize(
    ("statement", "quotes", "holds"),
    [
        ("The firm said that the trailer had been chained.", SAID, True),
        ("Firefighters said that the trailer had been chained.", SAID, False),
        ("Gary Stobbs said that the drivers wanted to be paid for the detour.", ROW, True),
        ("Carol Whelan said that the drivers wanted to be paid for the detour.", ROW, False),
        ("Carol Whelan said that fares would not rise.", ROW, True),
        ("The manager said that fares would not rise.", ROW, True),
        ("Gary Stobbs said that fares would not rise.", ROW, False),
    ],
)
def test_what_one_says_is_not_what_another_says(statement: str, quotes: tuple[str, ...], holds: bool) -> None:
    assert check(statement, quotes, dated=True)["speaker"] is holds


def test_what_is_to_be_done_will_be_done() -> None:
    assert check("They will be offered posts.", ["They are to be offered posts."], dated=True)["modality"]
    assert not check("They were offered posts.", ["They are to be offered posts."], dated=True)["modality"]


def test_what_was_made_by_something_need_not_have_been_made() -> None:
    quote = "There are concerns that a hasty retreat may create a vacuum that rebels could use."
    statement = "There are concerns that rebels could use a vacuum created by a hasty retreat."

    assert check(statement, [quote], dated=True)["modality"]
