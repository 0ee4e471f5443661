"""Each kind of question is answered by what it wants: a verdict, a reason, members, an introduction, an overview, each part."""

import pytest

from qa.domain.answer import Abstained, Answered, statements_of
from qa.services import Services
from tests.conftest import Write
from tests.driving import broken_citations, ingest

PIER = """Storm closes the pier of Northport

The pier of Northport was closed on Monday because waves had torn away two of its posts. Nobody was hurt.

The harbour master, Ada Quill, said that the repair would cost 40,000 pounds. The town council disputed that figure.

The pier was not insured, the council said. It was built in 1931 by prisoners using granite from the quarry at Lund.
"""
LIGHT = """Northport keeps its lighthouse

The lighthouse of Northport will stay open to visitors, the council decided on Tuesday.

Ships from Denmark, Norway and Iceland call at the harbour each week. Boats from Sweden come in the summer.

The Harbour Trust is a charity that looks after the lighthouse and the old sheds.
"""


@pytest.fixture
def northport(services: Services, write: Write) -> Services:
    ingest(services, write("pier.txt", PIER), write("light.txt", LIGHT))
    return services


def answered(services: Services, question: str) -> Answered:
    answer = services.answerer.ask(question)
    assert isinstance(answer, Answered), answer
    return answer


def refused(services: Services, question: str) -> Abstained:
    answer = services.answerer.ask(question)
    assert isinstance(answer, Abstained), answer
    return answer


def test_why_is_answered_by_the_sentence_that_gives_the_reason(northport: Services) -> None:
    answer = answered(northport, "Why was the pier of Northport closed?")

    assert (answer.kind, "because waves" in answer.statements[0].text) == ("reason", True)


def test_no_is_said_where_the_quote_denies_what_is_asked(northport: Services) -> None:
    answer = answered(northport, "Was the pier of Northport insured?")

    assert (answer.kind, answer.verdict) == ("yes_no", "no")
    assert "was not insured" in answer.statements[0].text


def test_yes_is_said_where_the_quote_says_what_is_asked(northport: Services) -> None:
    answer = answered(northport, "Was the pier of Northport closed on Monday?")

    assert (answer.kind, answer.verdict) == ("yes_no", "yes")


@pytest.mark.parametrize(
    "question", ["When was the pier of Northport closed?", "Wasn't the pier of Northport insured?"]
)
def test_no_verdict_is_given_where_none_is_wanted_or_its_meaning_is_open(northport: Services, question: str) -> None:
    assert answered(northport, question).verdict is None


def test_what_disputes_a_quote_comes_along_with_it(northport: Services) -> None:
    answer = answered(northport, "What will the repair of the pier cost?")

    [qualification] = answer.statements[0].qualifications
    assert (qualification.relation, qualification.citation.quote) == (
        "denies",
        "The town council disputed that figure.",
    )
    assert broken_citations(northport, [qualification.citation]) == []


PLAN = """---
title: "{title}"
date: {date}
---
{text}
"""


@pytest.mark.parametrize(
    ("question", "said", "qualified"),
    [
        ("How will second homes be taxed?", "Second homes will pay double.", ("limits", "inherited")),
        ("What will campers pay in Northport?", "Campers will pay half of the levy.", ("corrects", "will pay nothing")),
        (
            "How high was the mercury reading at the mill?",
            "was 48 micrograms",
            ("corrects", "The correct figure is 18."),
        ),
        (
            "What will Vantor Metals build in Northport?",
            "intends to build a refinery",
            ("corrects", "dropped its plan"),
        ),
    ],
)
def test_what_limits_a_quote_beside_it_or_takes_it_back_in_a_later_article_comes_along(
    services: Services, write: Write, question: str, said: str, qualified: tuple[str, str]
) -> None:
    earlier = (
        "Second homes will pay double. The rule does not apply to houses inherited in the last year.\n\n"
        "Campers will pay half of the levy.\n\n"
        "The mercury reading at the mill of Northport was 48 micrograms per litre.\n\n"
        "Vantor Metals intends to build a refinery for lithium in Northport."
    )
    later = (
        "Campers, who were to pay half of the levy, will pay nothing.\n\n"
        "An article on Monday gave the mercury reading at the mill as 48 micrograms. The correct figure is 18.\n\n"
        "Vantor Metals has dropped its plan to build a lithium refinery in Northport."
    )
    ingest(
        services,
        write("earlier.md", PLAN.format(title="Budget of Northport", date="2024-03-01", text=earlier)),
        write("later.md", PLAN.format(title="Budget: what has changed", date="2024-03-09", text=later)),
    )
    answer = answered(services, question)
    [statement] = [each for each in answer.statements if said in each.text]

    assert (qualified[0], True) in [
        (each.relation, qualified[1] in each.citation.quote) for each in statement.qualifications
    ]
    assert broken_citations(services, [each.citation for each in statement.qualifications]) == []


def test_a_sentence_that_says_who_or_what_it_is_introduces_it(northport: Services) -> None:
    answer = answered(northport, "What is the Harbour Trust?")

    assert (answer.kind, "is a charity" in answer.statements[0].text) == ("definition", True)


def test_a_list_has_members_of_several_sentences(northport: Services) -> None:
    answer = answered(northport, "Which countries do ships and boats come from to the harbour of Northport?")

    said = " ".join(statement.text for statement in answer.statements)
    assert answer.kind == "list"
    assert "Denmark" in said
    assert "Sweden" in said


def test_each_of_several_questions_is_answered_and_the_one_that_nothing_answers_is_named(northport: Services) -> None:
    answer = answered(northport, "When was the pier of Northport closed, and who painted the lighthouse?")

    closed, painted = answer.parts
    assert (answer.kind, painted.question, painted.statements) == ("several", "who painted the lighthouse?", ())
    assert "Monday" in closed.statements[0].text
    assert closed.statements == answer.statements[: len(closed.statements)]


def test_of_more_than_three_questions_the_last_part_has_the_rest(northport: Services) -> None:
    asked = "Why was the pier of Northport closed? When was it built? What would the repair cost? Was it insured? Who said so?"

    answer = answered(northport, asked)

    assert (answer.kind, len(answer.parts)) == ("several", 3)


def test_several_questions_that_nothing_answers_are_refused(northport: Services) -> None:
    assert refused(northport, "Who painted the lighthouse of Northport, and what did the paint cost?").kind == "several"


def test_an_overview_of_the_library_draws_on_every_article_and_says_nothing_twice(northport: Services) -> None:
    answer = answered(northport, "What is this about?")

    assert answer.kind == "overview"
    assert 3 <= len(answer.statements) <= 6
    assert {source.article_id for source in answer.sources} == {"pier", "light"}
    assert len({statement.text for statement in answer.statements}) == len(answer.statements)


def test_an_overview_of_a_topic_keeps_to_it(northport: Services) -> None:
    answer = answered(northport, "What do we know about the lighthouse of Northport?")

    assert {source.article_id for source in answer.sources} == {"light"}


def test_an_overview_of_what_an_article_is_about_tells_it_whole_and_not_where_its_words_stand(
    services: Services, write: Write
) -> None:
    text = (
        "A roof fall trapped six miners at Pellard on Tuesday. Two of them broke bones and lay in hospital. "
        "The owner blames a small tremor, the union rusted bolts. The inspectors will report in May.\n\n"
        "Pellard opened in 1961. Its last fatal accident was in 2009."
    )
    ingest(services, write("pellard.txt", f"Roof fall at Pellard\n\n{text}"), write("light.txt", LIGHT))
    answer = answered(services, "What do we know about the accident at Pellard?")

    text = " ".join(each.text for each in answer.statements)
    assert [said in text for said in ("trapped six miners", "broke bones", "rusted bolts", "lighthouse")] == [
        *[True] * 3,
        False,
    ]


@pytest.mark.parametrize(
    "question",
    ["What is the row over the pier of Northport about?", "How is the pier of Northport doing these days?"],
)
def test_what_a_matter_is_about_is_told_in_an_overview(northport: Services, question: str) -> None:
    answer = answered(northport, question)

    assert (answer.kind, "pier" in answer.statements[0].text) == ("overview", True)


def test_an_overview_of_what_no_article_mentions_is_refused(northport: Services) -> None:
    assert statements_of(services_answer := refused(northport, "Summarise the elections in Brazil")) == ()
    assert services_answer.kind == "overview"


def test_an_overview_of_dated_articles_begins_with_the_earliest(services: Services, write: Write) -> None:
    for name, date, text in (
        ("late", "2024-05-02", "The ferry of Northport sails again after its repair, the company said."),
        ("early", "2024-03-01", "The ferry of Northport broke down on Friday with 60 passengers on board."),
    ):
        ingest(services, write(f"{name}.md", f"---\ntitle: Ferry\ndate: {date}\n---\n\n{text}\n"))

    answer = answered(services, "What do we know about the ferry of Northport?")

    assert [statement.citations[0].article_id for statement in answer.statements] == ["early", "late"]


def test_the_long_of_how_long_is_not_named_as_missing(services: Services, write: Write) -> None:
    ingest(services, write("troops.txt", "There are 2,500 American troops in Iraq as part of the coalition."))

    assert "long" not in refused(services, "How long have American generals disliked Iraq?").abstention.missing


def test_a_drawdown_from_the_answer_is_no_correction_of_it(services: Services, write: Write) -> None:
    text = "Some 2,500 American troops stand in Iraq. Talks on the drawdown from Iraq of American troops have begun."
    ingest(services, write("troops.txt", text))
    answer = answered(services, "In which country do the 2,500 American troops stand?")

    assert [each.qualifications for each in answer.statements] == [()] * len(answer.statements)


def test_a_refusal_names_what_nothing_near_it_has(northport: Services) -> None:
    abstention = refused(northport, "How many Portuguese sailors were on the pier of Northport?").abstention

    assert "Portuguese sailors" in abstention.missing
    assert abstention.nearest


@pytest.mark.parametrize(
    ("question", "asked", "stands"),
    [
        ("What will the repair of the harbour's pier for 90,000 pounds change?", "90,000", "40,000 pounds"),
        ("Which company has insured the pier of the council?", "insured", "was not insured"),
        ("Which prisoners built the granite pier at the quarry in 1954?", "1954", "in 1931"),
    ],
)
def test_what_a_question_wrongly_takes_for_granted_is_named_with_what_stands(
    northport: Services, question: str, asked: str, stands: str
) -> None:
    premise = refused(northport, question).abstention.premise

    assert premise is not None
    assert premise.asked == asked
    assert stands in premise.stands
    assert premise.citations[0].quote == premise.stands


@pytest.mark.parametrize(
    ("question", "asked", "stands"),
    [
        ("Why did the inspectorate decide to prosecute the firm?", "prosecute", "decided not to prosecute"),
        ("Why have attacks on the harbour fallen since October?", "fallen", "have risen since October"),
    ],
)
def test_a_sentence_that_says_the_opposite_answers_nothing_but_names_the_premise(
    services: Services, write: Write, question: str, asked: str, stands: str
) -> None:
    text = (
        "The inspectorate decided not to prosecute the firm because its barge was at sea.\n\n"
        "Attacks on the harbour have risen since October because the guards were sent home."
    )
    ingest(services, write("harbour.txt", text))
    premise = refused(services, question).abstention.premise

    assert premise is not None
    assert (premise.asked, stands in premise.citations[0].quote) == (asked, True)


def test_how_many_died_is_not_answered_with_a_number_that_counts_nobody_dead(services: Services, write: Write) -> None:
    troops = "There are 2,500 American troops in Iraq as part of the coalition."
    ingest(services, write("troops.txt", troops), write("fire.txt", "Seven sailors died in a fire at sea on Monday."))

    assert refused(services, "How many American troops were killed in Iraq?").mode == "abstained"
    assert "Seven" in answered(services, "How many sailors died in the fire?").statements[0].text


def test_a_comparison_has_a_sentence_for_each_thing_compared(services: Services, write: Write) -> None:
    ingest(
        services,
        write(
            "a.txt", "The bridge of Eastham cost 40 million crowns to build, the ministry said.\n\nIt opened in May."
        ),
        write(
            "b.txt", "The bridge of Westham cost 25 million crowns to build, the ministry said.\n\nIt opened in June."
        ),
    )

    answer = answered(services, "How does the cost of the bridge of Eastham compare with that of Westham?")

    said = " ".join(statement.text for statement in answer.statements)
    assert (answer.kind, "40 million" in said, "25 million" in said) == ("comparison", True, True)
