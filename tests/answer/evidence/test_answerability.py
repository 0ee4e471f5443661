"""A question that differs in one word from one that the article answers is told from it, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.evidence.answerability import Mismatch, mismatch
from qa.answer.evidence.context import sentence_contexts
from qa.answer.question.parse import read_question
from qa.domain.article import Article
from tests.answer.builders import context, section
from tests.strategies import articles

ARTICLE = section(
    "Denmark will bring home its mine hunters from the Black Sea, Defense Minister Karen Holm said on Monday.\n\n"
    "About 350 Danish sailors serve there beside Romanian crews. The mission began on June 3, 2019, after an appeal from "
    "Ankara. Three of the ships belong to Romania’s navy, and a fourth came in Sept. 2020.\n\n"
    "Holm had long said that the ships were needed at home. The last of them should be back in May. "
    "Danish and Romanian officers drank to that on Friday.\n\n"
    "The mission costs $40 million a year. Fishermen in the harbour of Constanta said they would miss the crews. Karen Holm "
    "was not in the harbour. Danish voters had asked for it, and the prime minister had agreed.",
    year=2023,
)

LEAD, SAILORS, BEGAN = "Denmark will", "About 350", "The mission began"
SHIPS, BACK, OFFICERS = "Three of", "The last", "Danish and Romanian"
COSTS = "The mission costs"

KEPT = [
    # the country by its other names, and its capital for its government
    ("How many Danish sailors serve in the Black Sea?", SAILORS),
    ("How many sailors does Denmark have in the Black Sea?", SAILORS),
    ("how many danish sailors are there?", SAILORS),
    ("What did Copenhagen say about its mine hunters?", LEAD),
    ("Who had asked for the Danish mission?", "Danish voters"),
    # what the article is about, each of its sentences may leave out
    ("How much does the Danish mission cost?", COSTS),
    # a neighbour names the place
    ("When did the Romanian mission begin?", BEGAN),
    ("Why are Romanian crews there?", SAILORS),
    # two places are tied to one noun
    ("Why did the Danish officers drink?", OFFICERS),
    ("Who are the Romanian officers?", OFFICERS),
    # names, offices, numbers and dates that are there
    ("What did Karen Holm say?", "Holm had"),
    ("What did the Danish Defense Minister say?", LEAD),
    ("How many of the ships belong to Romania's navy?", SHIPS),
    ("Why do 350 sailors serve there?", SAILORS),
    ("Why do three ships belong to Romania?", SHIPS),
    ("What began on June 3, 2019?", BEGAN),
    ("What began in June 2019?", BEGAN),
    ("What came in September 2020?", SHIPS),
    ("When will the last ship be back?", BACK),
    ("Who will be back in May?", BACK),
    # the year of publication is told by no sentence
    ("Who will be back in May 2023?", BACK),
    ("What did Denmark say in 2023?", LEAD),
    # a question without anything to check
    ("why?", LEAD),
]

TWINS: list[tuple[str, str, Mismatch]] = [
    ("How many Bulgarian sailors serve in the Black Sea?", SAILORS, "place"),
    ("What did Sofia say about its mine hunters?", LEAD, "place"),
    ("How many sailors does NATO have in the Black Sea?", SAILORS, "place"),
    # a place that is mentioned far off, and is not what the article is about
    ("How much does the Turkish mission cost?", COSTS, "place"),
    # another place is tied to the thing asked about
    ("How many Romanian sailors are there?", SAILORS, "other-place"),
    ("How many of the ships belong to Denmark's navy?", SHIPS, "other-place"),
    ("Who are the Danish crews?", SAILORS, "other-place"),
    ("What did Defense Minister Anna Berg say about it?", LEAD, "name"),
    ("How many Danish sailors serve in the Baltic Sea?", SAILORS, "name"),
    ("What began on June 5, 2019?", BEGAN, "date"),
    ("What began in July 2019?", BEGAN, "date"),
    ("What began in June 2018?", BEGAN, "date"),
    ("What came in June 2020?", SHIPS, "date"),
    ("Who will be back in May 2024?", BACK, "date"),
    ("What did the Danish foreign minister say?", LEAD, "role"),
    ("What did the Danish prime minister say?", LEAD, "role"),
    # sailors are people, and none who live there
    ("How many people live in Denmark?", SAILORS, "residents"),
    ("What is the population of Denmark?", SAILORS, "residents"),
]


@pytest.mark.parametrize(("question", "opening"), KEPT)
def test_what_the_article_answers_is_kept(question: str, opening: str) -> None:
    assert mismatch(read_question(question), context(ARTICLE, opening)) is None


@pytest.mark.parametrize(("question", "opening", "reason"), TWINS)
def test_its_twin_is_told_from_it(question: str, opening: str, reason: Mismatch) -> None:
    assert mismatch(read_question(question), context(ARTICLE, opening)) == reason


@pytest.mark.parametrize("question", ["How many people live on Lisk?", "What is the population of Lisk?"])
def test_residents_are_counted_where_they_are_told_of(question: str) -> None:
    island = section("Lisk is home to 900 fishermen. A garrison of 40 soldiers keeps the lighthouse.")
    assert mismatch(read_question(question), context(island, "Lisk is home")) is None


@pytest.mark.parametrize(
    ("question", "opening", "reason"),
    [
        ("Who leads Romania's government?", "Danish Defense", "other-place"),
        ("Who leads Romania's government?", "The Romanian", None),
        ("Who runs Denmark?", "Danish Defense", None),
        ("Who visited Romania?", "Danish Defense", None),
    ],
)
def test_who_leads_one_place_is_no_office_holder_of_another(
    question: str, opening: str, reason: Mismatch | None
) -> None:
    talks = section(
        "Danish Defense Minister Karen Holm came to Romania for talks on the ships. "
        "The Romanian prime minister, Ion Radu, showed her the harbour."
    )
    assert mismatch(read_question(question), context(talks, opening)) == reason


def test_the_title_counts_as_near() -> None:
    text = "The sailors left on Monday with all that they had."
    question = read_question("When did the Danish sailors leave in March 2019?")
    assert mismatch(question, context(section(text), "The sailors")) == "place"
    assert mismatch(question, context(section(text, title="March 2019: Danes at sea"), "The sailors")) is None


def test_a_year_of_publication_is_no_other_year() -> None:
    text = "The sailors left the harbour with all that they had."
    question = read_question("What did the sailors leave in 2019?")
    assert mismatch(question, context(section(text), "The sailors")) == "date"
    assert mismatch(question, context(section(text, year=2020), "The sailors")) == "date"
    assert mismatch(question, context(section(text, year=2019), "The sailors")) is None


def test_a_month_is_told_from_the_verb() -> None:
    question = read_question("Who will leave in May?")
    assert mismatch(question, context(section("The sailors may leave the harbour."), "The")) == "date"
    assert mismatch(question, context(section("The sailors leave the harbour in May."), "The")) is None


_QUESTIONS = st.sampled_from([question for question, *_ in (*KEPT, *TWINS)])


@given(articles(), _QUESTIONS)
def test_every_sentence_of_any_article_gets_a_verdict(made: Article, question: str) -> None:
    within = section(made.raw)
    asked = read_question(question)
    verdicts = {mismatch(asked, it) for it in sentence_contexts(within, within.span)}
    assert "place" not in verdicts or asked.places


@given(st.sampled_from([opening for _, opening in KEPT]))
def test_a_sentence_answers_the_question_that_repeats_it(opening: str) -> None:
    found = context(ARTICLE, opening)
    assert mismatch(read_question(f"Why? {found.sentence.text}"), found) is None
