"""What a sentence denies, and how sure it makes things, must be what its quotes deny and how sure they are."""

import pytest

from qa.answer.verify.checks.table import check

TALKS = (
    "The US has agreed to initiate talks on the withdrawal of its troops. Both governments said that no immediate withdrawal "
    "was imminent, and a hasty exit may create a vacuum that could be exploited by militants."
)
BRIDGE = "The council did not close the old bridge on Friday, but it plans to repair the road next year."
TRIAL = "The minister denied that he took bribes and refused to resign. Prosecutors have not charged him."
PLANT = (
    "The plant will close in March, the firm said. It would move 200 jobs to Poland and is expected to sell the land."
)
VIRUS = "The drug can reduce pain but does not cure the disease. Patients must rest, and some might lose their hair."
VOTE = "Lawmakers rejected the tax. They never voted on the budget, which the president had signed without reading it."
STORM = "The storm reportedly killed a farmer. It is likely to reach the coast, and boats should stay in port."
FIRM = "Not only did the firm fire its chief, it tried to hide the losses. No doubt investors will sue, analysts said."
ARMY = "The army failed to take the town. It has to leave by May, and its general hopes to return with fresh troops."
CLUB = (
    "The club signed Ito, who could not play on Sunday because he was unable to train. He was allegedly hurt at home."
)

HOLDS = [
    ("The US agreed to start talks on the withdrawal of troops.", TALKS),
    ("The withdrawal of the troops is not imminent.", TALKS),
    ("A hasty exit could create a vacuum.", TALKS),
    ("A vacuum might be exploited by militants.", TALKS),
    ("Talks will deal with the troops.", TALKS),
    ("The council didn't close the old bridge.", BRIDGE),
    ("The council never closed the bridge on Friday.", BRIDGE),
    ("The council planned to repair the road.", BRIDGE),
    ("The council intends to repair the road.", BRIDGE),
    ("The old bridge belongs to the council.", BRIDGE),
    ("The minister denied that he had taken bribes.", TRIAL),
    ("The minister did not resign.", TRIAL),
    ("The minister won't resign.", TRIAL),
    ("He has not been charged by prosecutors.", TRIAL),
    ("Prosecutors haven't charged the minister.", TRIAL),
    ("Prosecutors had bribes in mind.", TRIAL),
    ("The firm said that the plant would close in March.", PLANT),
    ("200 jobs will move to Poland.", PLANT),
    ("The plant is going to close.", PLANT),
    ("The firm is expected to sell the land.", PLANT),
    ("The firm plans to sell the land.", PLANT),
    ("The firm's plant has 200 jobs.", PLANT),
    ("The drug may reduce pain.", VIRUS),
    ("The disease cannot be cured with the drug.", "The drug does not cure the disease and cannot reduce pain."),
    ("The drug doesn't cure the disease.", VIRUS),
    ("Patients should rest.", VIRUS),
    ("Some patients could lose their hair.", VIRUS),
    ("There was no vote on the budget.", VOTE),
    ("The lawmakers did not vote on the budget.", VOTE),
    ("The president signed the budget.", VOTE),
    ("The president did not read the budget.", VOTE),
    ("Lawmakers voted against the tax.", VOTE),
    ("The storm allegedly killed a farmer.", STORM),
    ("The storm may have killed a farmer.", STORM),
    ("The storm will probably reach the coast.", STORM),
    ("Boats must stay in port.", STORM),
    ("The firm fired its chief.", FIRM),
    ("The firm attempted to hide its losses.", FIRM),
    ("Investors will sue the firm.", FIRM),
    ("The army did not take the town.", ARMY),
    ("The army must leave by May.", ARMY),
    ("The general wants to return.", ARMY),
    ("In May the army left.", "The army left in May."),
    ("Ito couldn't play on Sunday.", CLUB),
    ("Ito was unable to play.", CLUB),
    ("Ito signed for the club.", CLUB),
    ("The plan is not without risk.", "The plan has some risk."),
    ("No. 10 was hurt.", "The number 10 was hurt."),
    ("The park is for walking, not for parking.", "The park, which is no place for cars, is for walking."),
    ("The mayor can do no wrong.", "The mayor, they say, can do no wrong."),
    ("They are leaving on Monday.", "They will leave on Monday."),
    ("If it isn't there, you will not win.", "If it isn't there, you won't win."),
    ("The fire must have spread.", "The fire spread."),
    ("Not until Friday did the road open.", "The road opened on Friday."),
]
NEGATION = [
    ("The council closed the old bridge on Friday.", BRIDGE),
    ("The council does not plan to repair the road.", BRIDGE),
    ("The US has not agreed to initiate talks.", TALKS),
    ("An immediate withdrawal was imminent.", TALKS),
    ("The minister resigned.", TRIAL),
    ("The minister took bribes.", TRIAL),
    ("Prosecutors have charged the minister.", TRIAL),
    ("The plant will not close in March.", PLANT),
    ("The firm won't sell the land.", PLANT),
    ("The drug cures the disease.", VIRUS),
    ("The drug cannot reduce pain.", VIRUS),
    ("Patients must not rest.", VIRUS),
    ("Lawmakers voted on the budget.", VOTE),
    ("The president never signed the budget.", VOTE),
    ("The storm is not likely to reach the coast.", STORM),
    ("Boats should not stay in port.", STORM),
    ("The firm did not fire its chief.", FIRM),
    ("The army took the town.", ARMY),
    ("The general refused to return with troops.", ARMY),
    ("Ito was able to train.", CLUB),
    ("The club did not sign Ito.", CLUB),
    ("Ito was not hurt at home.", CLUB),
    ("Nobody was hurt.", "Somebody was hurt."),
    ("The bank isn't open.", "The bank is open."),
    ("Nor did the bank open.", "The bank opened."),
    ("There was evidence of fraud.", "There was no evidence of fraud."),
]
MODALITY = [
    ("The US withdrew its troops.", "The US agreed to withdraw its troops."),
    ("The US will withdraw its troops.", "The US agreed to withdraw its troops."),
    ("A hasty exit created a vacuum.", TALKS),
    ("A hasty exit will create a vacuum.", TALKS),
    ("The council repaired the road.", BRIDGE),
    ("The council must repair the road.", BRIDGE),
    ("The plant has closed.", PLANT),
    ("The plant may close in March.", PLANT),
    ("The firm sold the land.", PLANT),
    ("The firm will sell the land.", PLANT),
    ("The drug reduced pain.", VIRUS),
    ("Patients may rest.", VIRUS),
    ("Some lost their hair.", VIRUS),
    ("The storm killed a farmer.", STORM),
    ("The storm reached the coast.", STORM),
    ("Boats stayed in port.", STORM),
    ("The firm managed to hide the losses.", FIRM),
    ("Investors sued.", FIRM),
    ("Investors could sue.", FIRM),
    ("The army has left.", ARMY),
    ("The general has returned.", ARMY),
    ("Ito was hurt at home.", CLUB),
    ("Ito plans to sign for the club.", "Ito signed for the club."),
    ("The mayor could open the hall.", "The mayor opened the hall."),
    ("The mayor is expected to open the hall.", "The mayor opened the hall."),
    ("The mayor should open the hall.", "The mayor opened the hall."),
]


@pytest.mark.parametrize(("statement", "quote"), HOLDS)
def test_the_same_claim_holds_in_other_words(statement: str, quote: str) -> None:
    found = check(statement, [quote], dated=True)
    assert found["negation"]
    assert found["modality"]


@pytest.mark.parametrize(("statement", "quote"), NEGATION)
def test_a_denial_that_is_new_or_left_out_fails(statement: str, quote: str) -> None:
    assert not check(statement, [quote], dated=True)["negation"]


@pytest.mark.parametrize(("statement", "quote"), MODALITY)
def test_another_certainty_fails(statement: str, quote: str) -> None:
    assert not check(statement, [quote], dated=True)["modality"]


def test_a_word_that_is_denied_once_is_compared_where_the_same_is_told() -> None:
    quote = "The north bridge did not close on Friday. The south bridge closed on Monday."
    assert check("The south bridge closed on Monday.", [quote], dated=True)["negation"]
    assert not check("The north bridge closed on Friday.", [quote], dated=True)["negation"]
    assert not check("The south bridge did not close on Monday.", [quote], dated=True)["negation"]


def test_a_denial_in_a_part_that_is_left_out_does_not_matter() -> None:
    quote = "The bank opened at nine, although its clerks had not slept and the lift could not be used."
    assert all(check("The bank opened at nine.", [quote], dated=True).values())
