"""Example questions of a library are answered with a quote that is on the point, and one is refused."""

import asyncio
from dataclasses import replace

from qa.answer.examples.forms import Candidate
from qa.answer.examples.maker import MOST, ExampleMaker
from qa.answer.examples.proof import is_on_the_point
from qa.domain.answer import Abstained, Answer, Answered, Example, Inquiry, Qualification
from qa.domain.article import ArticleId
from qa.services import Services

TROOPS = Candidate(
    "How many troops does the United States have in Iraq?",
    "how_many",
    ArticleId("004_e8f252f424966374"),
    "2,500",
    leads=True,
)


def made(services: Services) -> list[Example]:
    async def make() -> list[Example]:
        maker = ExampleMaker(services.responder.ask, services.library, services.adapters.is_usual)
        return [example async for example in maker.make()]

    return asyncio.run(make())


def answer(services: Services, question: str) -> Answer:
    return asyncio.run(services.responder.ask(Inquiry(question)))


def test_the_seeds_have_examples_that_are_answered_and_one_that_is_refused(seeded: Services) -> None:
    *answered, refused = made(seeded)

    assert 3 <= len(answered) <= MOST
    for example in answered:
        given = answer(seeded, example.question)
        assert isinstance(given, Answered)
        assert set(example.article_ids) == {it.article_id for statement in given.statements for it in statement.quoted}
        assert example.article_ids
    assert isinstance(answer(seeded, refused.question), Abstained)
    assert refused.article_ids == ()
    assert made(seeded) == [*answered, refused]


def test_a_library_without_articles_has_none(services: Services) -> None:
    assert made(services) == []


def test_an_answer_is_on_the_point_only_with_what_was_expected_and_nothing_against_it(seeded: Services) -> None:
    given = answer(seeded, TROOPS.question)
    assert isinstance(given, Answered)
    first = given.statements[0]
    doubted = replace(first, qualifications=(Qualification("denies", first.citations[0]),))

    assert is_on_the_point(TROOPS, given)
    assert not is_on_the_point(replace(TROOPS, expected="900"), given)
    assert not is_on_the_point(
        replace(TROOPS, question="How many ferries does the harbour of Tarn have in March?"), given
    )
    assert not is_on_the_point(TROOPS, replace(given, statements=(doubted,)))
    assert not is_on_the_point(TROOPS, replace(given, statements=(replace(first, short_answer=None),)))
    assert not is_on_the_point(replace(TROOPS, form="yes_no", expected=""), given)
    assert is_on_the_point(replace(TROOPS, form="yes_no", expected=""), replace(given, verdict="yes", disagreements=()))
