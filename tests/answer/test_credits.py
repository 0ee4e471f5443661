"""Who wrote an article, when it was published and where, is answered with the line that says so, or with what else is known."""

import json
from collections.abc import Iterator

import pytest

from qa.domain.answer import Abstained, statements_of
from qa.domain.article import FieldOrigin
from qa.services import Services
from tests.conftest import ROOT, Write
from tests.driving import broken_citations, in_memory, ingest

BRIDGE = """A bridge closes

By Ann Lee and Bob Roe, Example Times

Published 26 January 2024

The ministry of transport will close the northern bridge for three weeks, a spokeswoman said on Monday.

Drivers were asked to use the tunnel, which opened in 2019 and carries about 40,000 vehicles a day."""
FERRY = """The ferry gets a new captain

Reuters

HARWICH (Reuters) – The ferry to Nordhaven has a new captain, who will take over in the spring, its owner said.

The crossing takes four hours, and some 200,000 people a year make it, most of them in the summer months.

(Reporting by Carla van der Diaz; Editing by Dev Patel)"""
RENTS = "Rents rise again\n\nRents in the old town rose by a tenth last year, the city said in a statement on Friday."


@pytest.fixture
def papers(write: Write) -> Iterator[Services]:
    with in_memory() as services:
        ingest(
            services,
            write("bridge.txt", BRIDGE),
            write("ferry.txt", FERRY),
            write(
                "rents.jsonl",
                json.dumps({"id": "rents", "text": RENTS, "title": "Rents rise again", "authors": ["Eva Holm"]}),
            ),
        )
        yield services


@pytest.mark.parametrize(
    ("question", "quote", "short"),
    [
        ("Who wrote the article about the bridge?", "By Ann Lee and Bob Roe, Example Times", "Ann Lee and Bob Roe"),
        (
            "Who is the story about the northern bridge by?",
            "By Ann Lee and Bob Roe, Example Times",
            "Ann Lee and Bob Roe",
        ),
        ("When was the bridge article published?", "Published 26 January 2024", "26 January 2024"),
        (
            "Who wrote the article about the new captain of the ferry?",
            "(Reporting by Carla van der Diaz; Editing by Dev Patel)",
            "Carla van der Diaz",
        ),
        ("Which paper published the story about the ferry's captain?", "Reuters", None),
    ],
)
def test_a_credit_answers_who_wrote_it_and_when(papers: Services, question: str, quote: str, short: str | None) -> None:
    answer = papers.answerer.ask(question)

    [statement] = statements_of(answer)
    assert statement.text == quote
    assert (statement.short_answer and statement.short_answer.text) == short
    assert broken_citations(papers, list(statement.citations)) == []


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            "Who wrote the article about rents?",
            "The text of the article does not say who wrote it; its record says: Eva Holm.",
        ),
        ("When was the story about rents published?", "when it was published, and nothing else"),
        ("When was the article about the ferry published?", "does not say when it was published"),
    ],
)
def test_where_no_line_says_so_the_record_is_named_and_nothing_is_quoted_for_it(
    papers: Services, question: str, message: str
) -> None:
    answer = papers.answerer.ask(question)

    assert isinstance(answer, Abstained)
    assert message in answer.abstention.message
    assert [source.article_id for source in answer.sources] == ["rents" if "rents" in question else "ferry"]


@pytest.mark.parametrize(
    "question", ["Who will close the northern bridge?", "How long does the crossing take?", "Who is Ann Lee?"]
)
def test_a_credit_answers_no_other_question(papers: Services, question: str) -> None:
    quotes = [
        citation.quote for statement in statements_of(papers.answerer.ask(question)) for citation in statement.citations
    ]

    assert not any(credit in quote for quote in quotes for credit in ("By Ann", "Published", "Reporting", "Editing"))


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the article about volcanoes in Peru?",
        "Who wrote the report on the ferry?",
        "When did the story of the ferry begin?",
    ],
)
def test_what_asks_for_no_article_that_is_there_is_an_ordinary_question(papers: Services, question: str) -> None:
    assert "text of the article" not in json.dumps(
        getattr(papers.answerer.ask(question), "abstention", None), default=str
    )
    assert not any("By Ann" in it.text or "Reporting" in it.text for it in statements_of(papers.answerer.ask(question)))


def test_what_an_article_prints_of_itself_is_its_metadata(papers: Services) -> None:
    known = {str(article.id): article.metadata for article in papers.articles.all()}

    assert known["bridge"].authors == ("Ann Lee", "Bob Roe")
    assert known["bridge"].published_at is not None
    assert known["bridge"].published_at.date().isoformat() == "2024-01-26"
    assert known["ferry"].authors == ("Carla van der Diaz",)
    origins: dict[str, dict[str, FieldOrigin]] = {name: dict(metadata.origins) for name, metadata in known.items()}
    assert origins["bridge"] == {"title": "first-line", "authors": "byline", "published_at": "byline"}
    assert origins["rents"] == {"title": "json-lines", "authors": "json-lines"}


def test_front_matter_of_a_text_states_what_nobody_else_does(write: Write) -> None:
    head = "Title: Rents rise\nAuthor: Eva Holm\nOutlet: Example Times\nPubDate: Fri, 26 Jan 2024 09:30:00 GMT\n\n"
    with in_memory() as services:
        path = write("rents.txt", head + RENTS)
        write("sources.jsonl", json.dumps({"file": "rents.txt", "publisher": "The Herald"}))
        ingest(services, path)
        known = services.articles.get("rents").metadata
        [statement] = statements_of(services.answerer.ask("Who wrote the article about rents?"))

    assert (known.title, known.authors, known.publisher) == ("Rents rise", ("Eva Holm",), "The Herald")
    assert known.published_at is not None
    assert known.origins == {
        "title": "front-matter",
        "authors": "front-matter",
        "publisher": "sources.jsonl",
        "published_at": "front-matter",
    }
    assert (statement.text, statement.short_answer and statement.short_answer.text) == ("Author: Eva Holm", "Eva Holm")


def test_the_seeds_say_who_reported_and_their_sidecar_says_nothing_that_they_do_not(seeded: Services) -> None:
    [statement] = statements_of(
        seeded.answerer.ask("Who wrote the article about the statement on talks on the U.S.-led coalition?")
    )
    stated = [json.loads(line) for line in (ROOT / "seeds" / "sources.jsonl").read_text(encoding="utf-8").splitlines()]

    assert statement.text == "(Reporting by Timour Azhari; Editing by Alison Williams)"
    for row in stated:
        text = (ROOT / "seeds" / row["file"]).read_text(encoding="utf-8")
        assert all(name in text for name in row["authors"] or ())
        assert all(name in text for name in (row["publisher"] or "").split(" via ") if name)
        assert row["published_at"] is None
