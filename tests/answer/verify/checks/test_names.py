"""Whoever and whatever a sentence names must stand in its quotes, and whoever it lets speak must speak there."""

import pytest

from qa.answer.verify.checks.table import check

TALKS = (
    "US Secretary of Defense Lloyd Austin said that the United States and Iraq had agreed to talks on the future of the "
    "coalition. Iraq's Ministry of Foreign Affairs said it wants a clear timetable."
)
HEALTH = "The World Health Organization warned on Monday that cases in the West African state of Guinea had doubled."
DISEASE = (
    "Cases rose in Texas, said Maria Gomez, doctor at the Centers for Disease Control and Prevention. CNN reported it."
)
MERGER = "Halden Motors will buy Brookfield Steel, its chief executive, Anna Lind, told reporters. The unions oppose the sale."
TRIAL = "Prosecutors said the fire was set on purpose. Karl Weiss denied it. “I was at home,” he said. Ida Roth is his lawyer."
VISIT = "President Emmanuel Macron will visit Kyiv on Friday, the Élysée said; Ukrainian officials expect him to bring arms."
STUDY = "Researchers at the University of Oslo found that walking helps. “It is easy,” Lena Dahl, its leader, told the Times."
PARTY = "Republican lawmakers in Ohio rejected the bill, which Democrats had written with the Federal Bureau of Investigation."
POLICE = "Police said the driver fled. According to witnesses, the car was red. Mayor Tom Ruiz declined to comment."
TEAM = (
    "Johnson scored twice as Leeds beat Stoke. “We deserved it,” coach Pia Berg said. Stoke's Amir Khan was sent off."
)

HOLDS = [
    ("Austin said the US and Iraq had agreed to talks.", TALKS),
    ("Mr. Austin said that talks would be held.", TALKS),
    ("Defense Secretary Austin announced talks with Baghdad.", TALKS.replace("and Iraq", "and Baghdad")),
    ("The American and Iraqi governments will talk.", TALKS),
    ("According to Lloyd Austin, the two countries will talk.", TALKS),
    ("Iraq said it wants a timetable.", TALKS),
    ("The WHO warned that cases had doubled in Guinea.", HEALTH),
    ("Guinean cases doubled, according to the WHO.", HEALTH),
    ("Cases in Africa doubled.", HEALTH),
    ("The CDC's Maria Gomez said cases had risen in Texas.", DISEASE),
    ("Texan cases rose, according to Dr. Gomez of the CDC.", DISEASE),
    ("Cases in Texas rose, CNN reported.", DISEASE),
    ("Halden will buy Brookfield, Lind said.", MERGER),
    ("Anna Lind, the boss of Halden Motors, said it will buy Brookfield Steel.", MERGER),
    ("Unions oppose the sale of Brookfield Steel.", MERGER),
    ("Weiss said he was at home.", TRIAL),
    ("Karl Weiss said that he had been at home.", TRIAL),
    ("Prosecutors say that the fire was no accident.", TRIAL),
    ("His lawyer said he was at home.", TRIAL),
    ("Macron will go to Kyiv on Friday.", VISIT),
    ("French President Macron will travel to Ukraine.", f"{VISIT} The French president was there before."),
    ("Ukraine expects arms from Emmanuel Macron.", VISIT),
    ("The Elysee announced a visit.", VISIT),
    ("Dahl told the Times that it is easy.", STUDY),
    ("Scientists say walking helps.", STUDY),
    ("Walking helps, Oslo University researchers said.", STUDY),
    ("The GOP in Ohio rejected it.", PARTY),
    ("The FBI helped to write the bill.", PARTY),
    ("The bill was written by Democratic lawmakers.", PARTY),
    ("Witnesses said that the car was red.", POLICE),
    ("Officers said that the driver fled.", POLICE),
    ("Tom Ruiz, the mayor, did not comment.", POLICE),
    ("Leeds beat Stoke, for whom Khan was sent off.", TEAM),
    ("Berg said they deserved it.", TEAM),
    ("Berg's team deserved it, she said.", TEAM),
    ("However, Leeds won.", TEAM),
    ("Meanwhile Johnson scored twice.", TEAM),
    ("Striking Leeds players scored.", TEAM),
    ("“Winning felt good.”", TEAM),
    ("The Centers for Disease Control and Prevention reported cases.", "The CDC reported cases."),
    ("Californians voted.", "Voters in California went to the polls."),
    ("Officials in Ga. agreed.", "Officials in Georgia agreed."),
    ("I'm glad, a man said.", "A man said that he was glad."),
    ("He wrote Hamlet.", "William Shakespeare was the man who wrote Hamlet."),
    ("The report said that sales fell.", "Sales fell, according to Lind."),
    ("THE COUNCIL VOTED.", "The council voted."),
]
NAMES = [
    ("Mark Esper said the US and Iraq had agreed to talks.", TALKS),
    ("Lloyd Austin said that the United States and Iran had agreed.", TALKS),
    ("The Canadian government wants a timetable.", TALKS),
    ("Austin will meet leaders in Kuwait.", TALKS),
    ("The World Bank warned that cases had doubled.", HEALTH),
    ("The UN warned that cases had doubled.", HEALTH),
    ("Cases in Guinea and Ghana doubled.", HEALTH),
    ("Cases rose in Nevada.", DISEASE),
    ("Cases rose, said Maria Lopez.", DISEASE),
    ("Cases rose, the FDA said.", DISEASE),
    ("Halden Motors will buy Thornton Steel.", MERGER),
    ("The sale was announced by Erik Lind.", MERGER),
    ("The fire was set by Max Weiss.", TRIAL),
    ("Macron will visit Warsaw.", VISIT),
    ("Olaf Scholz will visit Kyiv.", VISIT),
    ("Researchers in Bergen found that walking helps.", STUDY),
    ("Lawmakers in Iowa rejected the bill.", PARTY),
    ("The CIA helped to write the bill.", PARTY),
    ("Leeds beat Chelsea.", TEAM),
    ("Robson scored twice as Leeds beat Stoke.", TEAM),
    ("Derby beat Stoke.", "Leeds beat Stoke on Sunday."),
    ("Thornton University found that walking helps.", "Halden University found that walking helps."),
    ("Crowds met in Kyiv.", "Crowds met in Lviv, in the west of Ukraine, and not in Odesa or Kharkiv."),
]
SPEAKER = [
    ("Gomez said that Halden Motors will buy Brookfield Steel.", f"{MERGER} Maria Gomez listened."),
    ("According to Ruiz, the driver fled.", POLICE.replace("declined to comment", "was away")),
    ("Doctors said that the driver fled.", POLICE),
    ("The mayor said that Halden will buy Brookfield.", "It will buy Brookfield, prosecutors said."),
    ("Critics said the fire was set on purpose.", TRIAL.split(" Karl")[0]),
    ("Residents say walking helps.", "Officials said that walking helps."),
    ("Iraq's government said talks would be held.", "Austin said that talks with Iraq would be held."),
    ("Khan said that Leeds deserved it.", TEAM),
    ("Johnson, who scored twice, said they deserved it.", TEAM.replace("coach Pia", "Pia")),
]


@pytest.mark.parametrize(("statement", "quote"), HOLDS)
def test_the_same_names_and_speakers_hold_in_another_form(statement: str, quote: str) -> None:
    found = check(statement, [quote], dated=True)
    assert found["names"]
    assert found["speaker"]


@pytest.mark.parametrize(("statement", "quote"), NAMES)
def test_another_name_fails(statement: str, quote: str) -> None:
    assert not check(statement, [quote], dated=True)["names"]


@pytest.mark.parametrize(("statement", "quote"), SPEAKER)
def test_another_speaker_fails(statement: str, quote: str) -> None:
    assert not check(statement, [quote], dated=True)["speaker"]


def test_he_is_whoever_was_named_before() -> None:
    told = "Weiss said that he was at home."
    assert check(told, ["Karl Weiss was questioned.", "“I was at home,” he said."], dated=True)["speaker"]
    assert not check(told, ["“I was at home,” he said.", "Karl Weiss was questioned."], dated=True)["speaker"]


def test_a_quote_without_a_speaker_may_be_anybodys() -> None:
    assert check("Weiss said he was at home.", ["Karl Weiss was at home."], dated=True)["speaker"]


def test_a_capital_that_tells_where_is_no_government() -> None:
    quote = "Ukraine asked for arms."
    assert check("Kyiv asked for arms.", [quote], dated=True)["names"]
    assert check("Ukraine asked for arms.", ["Kyiv asked for arms."], dated=True)["names"]
    assert not check("Leaders met in Kyiv.", ["Leaders met in Odesa, Ukraine, after Moscow called."], dated=True)[
        "names"
    ]
