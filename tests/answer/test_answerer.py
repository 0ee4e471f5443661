"""Questions to the five seed articles are answered in exact quotes, or refused with a reason."""

import json
from dataclasses import replace
from time import perf_counter
from typing import cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qa.answer.findings import Stopwatch
from qa.domain.answer import Abstained, Answered, statements_of
from qa.domain.article import ArticleId, Metadata
from qa.errors import EmptyLibraryError, QuestionError
from qa.ingest.readers.raw_article import RawArticle
from qa.ports import VersionedArticles
from qa.services import Services
from qa.settings import Settings
from qa.wiring.answering import make_responder
from tests.conftest import ROOT, Write
from tests.driving import broken_citations, in_memory, ingest, marking
from tests.strategies import raw_texts

CASES = [
    json.loads(line) for line in (ROOT / "eval" / "cases" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_every_citation_of_every_answer_reads_exactly_as_it_says(seeded: Services) -> None:
    # Some of each kind; the quotes of all are looked at beside the run of all cases, in tests/e2e/test_wheel.py.
    answers = [seeded.answerer.ask(case["question"]) for case in CASES[::4]]
    cited = [it for answer in answers for statement in statements_of(answer) for it in statement.citations]
    nearest = [it for answer in answers if isinstance(answer, Abstained) for it in answer.abstention.nearest]

    assert len(cited) > 20
    assert broken_citations(seeded, cited + nearest) == []
    for answer in answers:
        assert isinstance(answer, Answered) == (1 <= len(statements_of(answer)) <= 5)
        assert answer.rejections == ()
        assert all(statement.text == statement.citations[0].quote for statement in statements_of(answer))


def test_a_short_answer_stands_in_the_article_and_in_its_statement(seeded: Services) -> None:
    marked = [it for case in CASES[:18] for it in statements_of(marking(seeded).answerer.ask(case["question"]))]
    short_answers = [(it, it.short_answer) for it in marked if it.short_answer]

    assert len(short_answers) >= 9
    for statement, short_answer in short_answers:
        citation = statement.citations[0]
        assert short_answer.span.of(seeded.articles.get(citation.article_id).clean) == short_answer.text
        start = short_answer.span.start - citation.span.start
        assert statement.text[start:].startswith(short_answer.text)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("How many US troops are in Iraq?", "2,500"),
        ("how many US troops are in syria", "900 in Syria"),
        ("Who is Iraq's Defense Minister?", "Thabit al-Abbasi"),
        ("Who leads Iraq's government?", "led by Prime Minister Mohammad Shia al-Sudani"),
        ("When did the US send thousands of troops back after Islamic State's surge?", "three years later"),
        ("Who was killed in January 2020?", "Qassem Soleimani"),
    ],
)
def test_the_answer_opens_with_the_right_quote(seeded: Services, question: str, quote: str) -> None:
    answer = seeded.answerer.ask(question)

    assert quote in statements_of(answer)[0].text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Who won the 2022 World Cup?", "out_of_scope"),
        ("How many British troops are in Iraq?", "out_of_scope"),
        ("Which WordPress theme does the site use?", "out_of_scope"),
        ("Who is Iran's Defense Minister?", "insufficient"),
        ("What happened in Baghdad in January 2019?", "insufficient"),
        ("How many people live in Iraq?", "insufficient"),
        ("What is the population of Syria?", "insufficient"),
        ("photosynthesis chlorophyll", "no_evidence"),
    ],
)
def test_questions_that_the_articles_do_not_answer_are_refused_with_a_reason(
    seeded: Services, question: str, reason: str
) -> None:
    answer = seeded.answerer.ask(question)

    assert isinstance(answer, Abstained)
    assert answer.abstention.reason == reason
    assert len(answer.abstention.nearest) <= 3


def test_a_sentence_that_refers_back_brings_the_one_before_it(seeded: Services) -> None:
    statement = statements_of(
        seeded.answerer.ask("When did the US send thousands of troops back after Islamic State's surge?")
    )[0]

    assert statement.text.startswith("The United States invaded Iraq and toppled leader Saddam Hussein in 2003")
    assert "It withdrew its troops in 2011" in statement.text


class Emptied:
    """A library out of which everything has been taken since it was searched."""

    def __init__(self, library: VersionedArticles) -> None:
        self._library = library

    def article(self, article_id: ArticleId) -> None:
        """Gone."""

    def __getattr__(self, name: str) -> object:
        return getattr(self._library, name)


def test_an_article_that_is_removed_while_it_is_asked_about_is_no_error(seeded: Services) -> None:
    emptied = replace(seeded.answerer, library=cast("VersionedArticles", Emptied(seeded.library)))

    assert emptied.ask("How many US troops are in Iraq?").mode == "abstained"


def test_near_identical_sentences_become_one_statement_with_all_their_sources(services: Services, write: Write) -> None:
    common = "The harbour of Northport was closed on Monday after a crane fell on two moored ferries"
    ingest(
        services,
        write("a.txt", f"{common}.\n\nTraders in the town spoke of a loss."),
        write("b.txt", f"{common}, officials said.\n\nFishing boats were not touched."),
        write("c.txt", f"{common.replace('two', 'three')}.\n\nNobody was hurt."),
    )

    statements = statements_of(services.answerer.ask("Why was the harbour of Northport closed on Monday?"))

    assert sorted(sorted(it.article_id for it in statement.citations) for statement in statements) == [
        ["a", "b"],
        ["c"],
    ]


def test_the_same_text_elsewhere_is_named_with_its_source(services: Services, write: Write) -> None:
    body = "\n\n".join(f"The {n}th pier of Northport harbour was rebuilt in 19{n}0 by the town." for n in range(4, 9))
    ingest(services, write("one.txt", body), write("two.txt", body))

    source = services.answerer.ask("When was the 5th pier of Northport harbour rebuilt?").sources[0]

    assert {source.article_id, *source.also_in} == {"one", "two"}


BRIDGES = {
    "a.txt": "The town of Northport has 12 bridges over the river.\n\nOne is of iron.",
    "b.txt": "There are 14 old bridges in Northport, the council said.\n\nTwo are closed.",
    "c.txt": "Northport painted 3 piers and 12 bridges last year.\n\nIt took months.",
    "d.txt": "Southport, Northport's neighbour, has 9 ferries.\n\nThey run daily.",
}


def test_sources_that_give_different_figures_are_named_together(services: Services, write: Write) -> None:
    ingest(services, *[write(name, text) for name, text in BRIDGES.items()])

    answer = services.answerer.ask("How many bridges does Northport have?")

    assert isinstance(answer, Answered)
    [disagreement] = answer.disagreements
    positions = {citation for position in disagreement.positions for citation in position.citations}
    assert {"a", "b"} <= {it.article_id for it in positions}
    cited = {citation for statement in statements_of(answer) for citation in statement.citations}
    assert positions <= cited


@pytest.mark.parametrize("names", [("a.txt", "c.txt"), ("a.txt", "d.txt"), ("b.txt",)])
def test_the_same_figure_or_another_thing_is_no_disagreement(
    services: Services, write: Write, names: tuple[str, ...]
) -> None:
    ingest(services, *[write(name, BRIDGES[name]) for name in names])

    answer = services.answerer.ask("How many bridges does Northport have?")

    assert isinstance(answer, Answered)
    assert answer.disagreements == ()


def test_the_seed_articles_agree_on_the_troops(seeded: Services) -> None:
    answer = seeded.answerer.ask("How many US troops are in Iraq?")

    assert isinstance(answer, Answered)
    assert answer.disagreements == ()


def test_an_answer_says_how_it_came_about(seeded: Services) -> None:
    trace = seeded.answerer.ask("How many US troops are in Iraq?").trace

    assert trace.model.startswith("extractive/dateline-reader/int8/")
    assert list(trace.timings_ms) == ["retrieve", "evidence", "verify", "total"]
    assert trace.passages


def test_a_stage_that_comes_again_is_added_up() -> None:
    watch = Stopwatch(started=perf_counter() - 1)
    for stage in ("retrieve", "evidence", "retrieve", "evidence"):
        watch.lap(stage)

    assert watch.total()["total"] >= watch.stages["retrieve"] >= 1000


def test_without_models_an_answer_says_that_the_cosine_ranked_it(seeded: Services) -> None:
    answerer = make_responder(Settings(), replace(seeded.adapters, sentence_models=None)).answerer

    trace = answerer.ask("How many US troops are in Iraq?").trace

    assert trace.model.startswith("extractive/cosine/all-MiniLM-L6-v2/int8/")


@pytest.mark.parametrize("question", ["", "  \n", "x" * 2_001, "troops \ud800?"])
def test_no_question_or_too_long_a_one_is_an_error(seeded: Services, question: str) -> None:
    with pytest.raises(QuestionError):
        seeded.answerer.ask(question)


def test_without_articles_there_is_nothing_to_ask(services: Services) -> None:
    with pytest.raises(EmptyLibraryError, match="qa ingest"):
        services.answerer.ask("What happened?")


ODD = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    st.sampled_from(["\x00", "NEAR(", '"', "us", "?", "👩‍🚀?"]),
)


@given(question=ODD)
def test_any_text_at_all_is_answered_or_refused(question: str) -> None:
    assume(question.strip())
    with in_memory() as services:
        story = RawArticle(ArticleId("a"), "The US said us and them? It did.\n\nNo more.", Metadata(), "a.txt")
        services.articles.store([story], lambda _: None)

        answer = services.answerer.ask(question)

        cited = [it for statement in statements_of(answer) for it in statement.citations]
        assert broken_citations(services, cited) == []


@given(st.lists(raw_texts(), min_size=1, max_size=4))
def test_citations_are_exact_over_any_articles(raws: list[str]) -> None:
    with in_memory() as services:
        drawn = [
            RawArticle(ArticleId(f"r{n}"), raw, Metadata(), f"x#{n}", stated_id=True) for n, raw in enumerate(raws)
        ]
        services.articles.store(drawn, lambda _: None)

        answer = services.answerer.ask("What did the Baghdad ministry say of the troops' withdrawal?")

        cited = [it for statement in statements_of(answer) for it in statement.citations]
        nearest = list(answer.abstention.nearest) if isinstance(answer, Abstained) else []
        assert broken_citations(services, cited + nearest) == []
        assert services.articles.diagnose() == []


def test_long_articles_are_read_around_the_passage(write: Write) -> None:
    filler = "\n\n".join(
        f"Paragraph {n} is about the weather in the valley and nothing else at all." for n in range(900)
    )
    fact = "The mayor of Northport, Ann Lee, opened the new lighthouse on Saturday."
    with in_memory() as services:
        ingest(services, write("long.txt", f"{filler}\n\n{fact}\n\n{filler}"))

        statement = statements_of(services.answerer.ask("Who opened the new lighthouse of Northport?"))[0]

        assert statement.text == fact
        assert broken_citations(services, list(statement.citations)) == []
