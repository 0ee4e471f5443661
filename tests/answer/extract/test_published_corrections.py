"""A published correction leads the answer where it is of the article that would have answered, and of nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from qa.answer.evidence.article_sentences import Section, read_section
from qa.answer.extract.corrected import with_corrections
from qa.answer.extract.select import Selected
from qa.answer.question.parse import read_question
from qa.domain.answer import Answered, OlderText
from qa.domain.article import ArticleId, Span
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services
from tests.answer.builders import candidate
from tests.conftest import Write
from tests.driving import broken_citations, ingest
from tests.strategies import article


class Pair(NamedTuple):
    """An article with an error, the correction that was published of it, and a question that the error answers."""

    title: str
    date: str
    text: str
    correction_title: str
    correction_date: str
    correction: str
    question: str
    right: str
    wrong: str
    outlets: tuple[str | None, str | None] = (None, None)
    """Of the article and of the correction."""


CORRECTED = {
    "by its day, with a weekday": Pair(
        "Fire Closes Paper Mill in Alder",
        "2024-03-04",
        "A fire that broke out before dawn closed the paper mill in Alder for at least a week.\n\n"
        "Fourteen workers were taken to hospital after the fire at the paper mill, the fire chief, Lena Ostrow, said.\n\n"
        "The mill employs 310 people and makes newsprint. Its owner said that nobody would lose wages.",
        "Corrections: March 6, 2024",
        "2024-03-06",
        "An article on Monday about a fire that closed a paper mill in Alder misstated the number of workers who were taken to "
        "hospital. It was nine, not 14.\n\n"
        "A theater review on Saturday misspelled the surname of the director. He is Paul Brandeis, not Brandies.",
        "How many workers were taken to hospital after the fire at the paper mill in Alder?",
        "nine, not 14",
        "Fourteen",
    ),
    "by its day, in a column that does not say again what is wrong": Pair(
        "Marrow Bay ferry to return in June after nine years",
        "2024-04-09",
        "The ferry between Marrow Bay and the city will run again from June, the port authority said Monday.\n\n"
        "The ferry from Marrow Bay will cost $8 each way, and children under 5 will ride free.",
        "For the Record",
        "2024-04-12",
        "Ferry fares: An article in the April 9 California section about the return of the Marrow Bay ferry said that the trip "
        "would cost $8 each way. The fare will be $6.",
        "How much will the ferry from Marrow Bay cost?",
        "The fare will be $6",
        "$8 each way, and",
    ),
    "by its title in brackets": Pair(
        "Town to get new flood wall",
        "2024-06-11",
        "Wexcombe is to have a new flood wall after the river broke its banks for the third time in four years.\n\n"
        "The flood defences in Wexcombe will cost £42m, two-thirds of it from the government, the agency said.",
        "Corrections and clarifications",
        "2024-06-14",
        "• A report about flood defences in Wexcombe (Town to get new flood wall, 11 June, page 9) gave the cost of the scheme "
        "as £42m. That should have been £24m.",
        "What will the flood defences in Wexcombe cost?",
        "should have been £24m",
        "£42m, two-thirds",
    ),
    "by its day, as a broadcaster says it": Pair(
        "Tarn bridge: Villages cut off ask for answers",
        "2024-09-02",
        "People in three villages say that they are still waiting to hear when the bridge over the Tarn will be mended.\n\n"
        "The Tarn bridge was closed in 2019 when an inspection found cracks in its piers.",
        "Corrections and clarifications: Look North",
        "2024-09-09",
        "In a report on the Tarn bridge on 2 September we said that it had been closed in 2019. In fact it was closed in 2021. "
        "We apologise for this error.",
        "When was the Tarn bridge closed?",
        "In fact it was closed in 2021",
        "closed in 2019 when",
    ),
    "by its title in quotation marks": Pair(
        "Marina plan gets go-ahead",
        "2024-07-08",
        "Planners have approved a marina at Port Lorne that has been argued over for eleven years.\n\n"
        "The marina at Port Lorne will have 600 berths, a slipway and a small hotel.",
        "Corrections & clarifications",
        "2024-07-11",
        "Our report “Marina plan gets go-ahead” (8 July) stated that there would be 600 berths. The correct figure is 360.",
        "How many berths will the marina at Port Lorne have?",
        "The correct figure is 360",
        "600 berths, a slipway",
    ),
    "by its address": Pair(
        "Skerry wind farm delivers its first power",
        "2024-11-04\nurl: https://herald.example/2024/11/skerry-wind-farm",
        "The wind farm off Skerry sent its first power ashore on Monday, two years late.\n\n"
        "The wind farm off Skerry has 84 turbines, which stand in water up to 50 metres deep.",
        "Correction",
        "2024-11-06",
        "Correction to https://herald.example/2024/11/skerry-wind-farm: there are 48 turbines and not 84, as we had stated.",
        "How many turbines does the wind farm off Skerry have?",
        "48 turbines and not 84",
        "has 84 turbines",
    ),
    "as an agency that sends its story anew": Pair(
        "Calder Steel to cut 540 jobs in Brandt",
        "2024-10-01",
        "Calder Steel will cut 540 jobs at its plant in Brandt by the end of next year, the company said on Tuesday.\n\n"
        "It blamed the price of energy and cheap imports. The union called the cuts a betrayal.",
        "CORRECTED-Calder Steel to cut 450 jobs in Brandt",
        "2024-10-01",
        "(Corrects number of jobs in first paragraph to 450, not 540)\n\n"
        "Calder Steel will cut 450 jobs at its plant in Brandt by the end of next year, the company said on Tuesday.\n\n"
        "It blamed the price of energy and cheap imports. The union called the cuts a betrayal.",
        "How many jobs will Calder Steel cut in Brandt?",
        "will cut 450 jobs",
        "will cut 540 jobs",
    ),
    "by its day, with a figure that stands in the same sentence": Pair(
        "Orrin County vaccinates children in schools",
        "2024-09-03",
        "Nurses went from school to school in Orrin County this summer to vaccinate children against measles.\n\n"
        "The vaccination program in Orrin County has reached 62,000 children, the health department said Tuesday.",
        "Correction: Measles-Vaccination story",
        "2024-09-05",
        "In a story Sept. 3 about a vaccination program in Orrin County, The Associated Press reported erroneously that 62,000 "
        "children had been vaccinated. The correct number is 26,000.",
        "How many children were vaccinated in Orrin County?",
        "The correct number is 26,000",
        "62,000 children, the",
    ),
}
MILL = CORRECTED["by its day, with a weekday"]
ELSEWHERE = {
    "of an article of another day": MILL._replace(
        correction="An article on Friday about a fire at the paper mill in Alder misstated the number hurt. It was nine, not 14."
    ),
    "of an article with another title": MILL._replace(
        correction="An article, “Twelve Months After the Fire at the Mill”, misstated the number of workers who were taken to "
        "hospital. It was nine, not 14."
    ),
    "of another figure of the article": MILL._replace(
        correction="An article on Monday about a fire at the paper mill in Alder misstated how many people it employs. It "
        "employs 301, not 310."
    ),
    "by an older article": MILL._replace(correction_date="2024-03-01"),
    "by another outlet": MILL._replace(outlets=("The Alder Herald", "The Birch Post")),
    "that gives no other figure": MILL._replace(
        correction="An article on Monday about a fire that closed a paper mill in Alder misstated the number of workers who were "
        "taken to hospital. It gave that as 14."
    ),
}


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The pairs in one library, each beside the others."""
    folder = tmp_path_factory.mktemp("corrected")
    for number, pair in enumerate(CORRECTED.values()):
        write_pair(folder, str(number), pair)
    with open_services(Settings(data=tmp_path_factory.mktemp("library") / "data")) as services:
        ingest(services, folder)
        yield services


def write_pair(folder: Path, name: str, pair: Pair) -> None:
    said = f'---\ntitle: "{pair.title}"\ndate: {pair.date}\n---\n{pair.text}\n'
    correction = f'---\ntitle: "{pair.correction_title}"\ndate: {pair.correction_date}\n---\n{pair.correction}\n'
    folder.joinpath(f"{name}-said.md").write_text(said, encoding="utf-8")
    folder.joinpath(f"{name}-corrected.md").write_text(correction, encoding="utf-8")


def answered(services: Services, question: str) -> Answered:
    answer = services.answerer.ask(question)
    assert isinstance(answer, Answered), answer
    return answer


@pytest.mark.parametrize("named", CORRECTED)
def test_a_correction_leads_that_names_the_article_which_it_corrects(corrected: Services, named: str) -> None:
    pair = CORRECTED[named]
    answer = answered(corrected, pair.question)
    first, second = answer.statements[:2]

    assert (pair.right in first.text, pair.wrong in second.text) == (True, True)
    assert [(it.by, it.statement, it.reason) for it in answer.superseded] == [(first, second, "correction")]
    assert {difference.relation for difference in answer.disagreements} <= {"update"}
    assert broken_citations(corrected, [*first.citations, *second.citations]) == []


@pytest.mark.parametrize("kind", [None, *ELSEWHERE])
def test_a_correction_of_something_else_does_not_lead(kind: str | None) -> None:
    pair = ELSEWHERE[kind] if kind else MILL
    said = section(pair.text, pair.title, pair.date, pair.outlets[0], "said")
    correction = section(pair.correction, pair.correction_title, pair.correction_date, pair.outlets[1], "corrected")
    told = [Selected(candidate(said, pair.wrong))]
    found = with_corrections(read_question(pair.question), told, [said, correction])

    assert (found == told) == (kind is not None)


def section(text: str, title: str, day: str, publisher: str | None, name: str) -> Section:
    made = article(text, title, name)
    published = datetime.fromisoformat(day).replace(tzinfo=UTC)
    made = replace(made, metadata=replace(made.metadata, published_at=published, publisher=publisher))
    return read_section(made, Span(0, len(made.clean)))


def test_a_correction_that_repeats_an_error_is_no_further_witness_to_it(corrected: Services) -> None:
    answer = answered(corrected, CORRECTED["by its title in brackets"].question)

    assert [statement.also for statement in answer.statements] == [0, 0]


def test_a_verdict_is_not_given_on_what_a_correction_says(corrected: Services) -> None:
    answer = answered(corrected, "Was the Tarn bridge closed in 2019?")

    assert (answer.verdict, "In fact it was closed in 2021" in answer.statements[0].text) == (None, True)


def test_what_an_older_version_of_an_article_said_is_named_where_it_gave_another_figure(
    services: Services, write: Write
) -> None:
    lease = "The lease of the quay at Northport ends after {days} days. The town owns the quay and its cranes.\n"
    ingest(services, write("lease.txt", lease.format(days=180)))
    old = services.articles.get(ArticleId("lease")).version
    ingest(services, write("lease.txt", lease.format(days=270)))
    answer = answered(services, "After how many days does the lease of the quay at Northport end?")

    [superseded] = answer.superseded
    assert (superseded.by, superseded.reason, superseded.statement) == (answer.statements[0], "version", None)
    assert superseded.was == OlderText(
        ArticleId("lease"), old, "The lease of the quay at Northport ends after 180 days."
    )


def test_of_several_corrections_of_one_statement_the_latest_leads() -> None:
    said = section(MILL.text, MILL.title, MILL.date, None, "said")
    first = section(MILL.correction, MILL.correction_title, MILL.correction_date, None, "first")
    last = section(MILL.correction.replace("nine", "eight"), MILL.correction_title, "2024-03-07", None, "last")
    question = read_question(MILL.question)
    told = with_corrections(question, [Selected(candidate(said, "Fourteen"))], [said, first, last])

    assert [("eight, not 14" in each.candidate.text, each.corrects is not None) for each in told] == [
        (True, True),
        (False, False),
    ]
