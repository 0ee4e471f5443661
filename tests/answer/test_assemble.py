"""An answer's text, numbers and sources fit together; an abstention says why and shows what is near."""

from dataclasses import replace

import pytest

from qa.answer.assemble import (
    MESSAGES,
    NEAREST,
    PlacedStatement,
    abstention,
    citation_numbers,
    quotations,
    sources,
    text_of,
)
from qa.answer.evidence.answerability import Mismatch
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.outlets import outlet_families
from qa.answer.extract.select import Selected
from qa.answer.extract.witnesses import Witnesses
from qa.answer.question.parse import read_question
from qa.answer.verify.citation import cite, verbatim
from qa.domain.answer import AbstentionReason, Citation, ShortAnswer, Source
from qa.domain.article import ArticleId, Span
from tests.answer.builders import FEATURES, candidate, section

A, B = (
    section("One ship came. Two 👩\u200d🚀 flew. Cafés shut at noon.", title="A", name="a"),
    section("One ship came again. All left.", title="B", name="b"),
)


def citation(within: str, quote: str) -> Citation:
    article = {"a": A, "b": B}[within].article
    start = article.clean.index(quote)
    found = cite(article, Span(start, start + len(quote)))
    assert isinstance(found, Citation)
    return found


ONE, FLEW = citation("a", "One ship came."), citation("a", "Two 👩\u200d🚀 flew.")
AGAIN, LEFT = citation("b", "One ship came again."), citation("b", "All left.")


def test_citations_are_numbered_by_first_use() -> None:
    statements = [verbatim((LEFT,)), verbatim((ONE, AGAIN)), verbatim((LEFT, FLEW))]
    assert citation_numbers(statements) == {LEFT: 1, ONE: 2, AGAIN: 3, FLEW: 4}
    assert citation_numbers([]) == {}


def test_each_statement_stands_in_the_text_where_its_offsets_say() -> None:
    statements = [verbatim((FLEW,)), verbatim((ONE, AGAIN)), verbatim((FLEW, LEFT))]
    text, places = text_of(statements)
    assert text == "Two 👩\u200d🚀 flew. [1] One ship came. [2][3] Two 👩\u200d🚀 flew. [1][4]"
    assert [text[place.start : place.end] for place in places] == [statement.text for statement in statements]
    assert [place.numbers for place in places] == [(1,), (2, 3), (1, 4)]
    assert places[0] == PlacedStatement(0, len("Two 👩\u200d🚀 flew."), (1,))


def test_no_statements_are_no_text() -> None:
    assert text_of([]) == ("", [])


def test_sources_are_numbered_by_first_use() -> None:
    articles = {ArticleId("a"): A.article, ArticleId("b"): B.article, ArticleId("c"): A.article}
    assert sources([AGAIN, ONE, LEFT, FLEW], articles) == (
        Source(1, ArticleId("b"), B.article.metadata),
        Source(2, ArticleId("a"), A.article.metadata),
    )
    assert sources([], articles) == ()


def test_a_statement_has_the_short_answer_of_the_quote_that_it_says() -> None:
    first, second = section("One ship came in."), section("One ship came in again.", name="b")
    one, again = candidate(first, "One ship"), candidate(second, "One ship")
    one, again = replace(one, short_answer=Span(0, 8)), replace(again, short_answer=Span(0, 13))
    broken = replace(one, span=Span(0, 0))

    def short_answers(*selected: Selected) -> list[ShortAnswer | None]:
        return [
            statement.short_answer for statement in quotations(selected, [], Witnesses(outlet_families()))[0].values()
        ]

    assert short_answers(Selected(one, (again,))) == [ShortAnswer("One ship", Span(0, 8))]
    assert short_answers(Selected(broken, (again,))) == [ShortAnswer("One ship came", Span(0, 13))]
    assert short_answers(Selected(replace(one, short_answer=None), (again,))) == [None]


HARBOUR = section(
    "The harbour of Eastport was closed. Fishermen mended all their nets. A ferry ran aground there. Nobody on board was hurt."
)


def near(*mismatches: Mismatch | None, surroundings: float = 0.5) -> list[Candidate]:
    openings = ("The harbour", "Fishermen", "A ferry", "Nobody")
    found = [candidate(HARBOUR, opening, mismatch=it) for opening, it in zip(openings, mismatches, strict=False)]
    return [replace(it, features=replace(FEATURES, surroundings=surroundings)) for it in found]


REASONS: list[tuple[str, list[Candidate], AbstentionReason]] = [
    ("What did Ann Lee say?", [], "no_evidence"),
    ("Why did it rain?", near(None, None, surroundings=0), "no_evidence"),
    ("Why did it rain?", near(None, None), "insufficient"),
    ("What did Ann Lee say?", near("name", "name"), "out_of_scope"),
    ("What did Denmark say?", near("place", "name", surroundings=0), "out_of_scope"),
    ("What did Denmark say?", near("place", "other-place"), "insufficient"),
    ("What did Denmark say?", near("place", None), "insufficient"),
    ("How many came?", near("date"), "insufficient"),
]


@pytest.mark.parametrize(("question", "candidates", "reason"), REASONS)
def test_an_abstention_says_why(question: str, candidates: list[Candidate], reason: AbstentionReason) -> None:
    found = abstention(read_question(question), candidates)
    assert (found.reason, found.message) == (reason, MESSAGES[reason])
    assert bool(found.nearest) == (reason != "no_evidence")


def test_an_abstention_shows_the_nearest_that_can_be_cited() -> None:
    candidates = near(None, None, None, None)
    broken = replace(candidates[0], span=Span(0, 0))
    shown = [it.quote for it in abstention(read_question("Why did it rain?"), [broken, *candidates]).nearest]
    assert shown == [it.text for it in candidates[:NEAREST]]
