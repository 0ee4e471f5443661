"""Under a scope nothing of an article outside of it is shown, on any way in, and what lies within is found all the same."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.domain.answer import Abstained, Answered, CheckedSentence, Inquiry, Turn, statements_of
from qa.domain.article import ArticleId, Passage
from qa.domain.scope import Scope
from qa.services import Services
from tests.conftest import Write
from tests.dated_articles import QUESTIONS, TOWNS, dated_articles, day, told_of_later
from tests.driving import in_memory, ingest

_PAIRS = int(os.environ.get("LEAK_PAIRS", "40"))  # noqa: TID251 more of them, by hand


class Towns:
    """The services; Hypothesis would print a record with all that is in it."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def ask(self, question: str, scope: Scope, history: tuple[Turn, ...] = ()) -> Answered | Abstained:
        return asyncio.run(self.services.responder.ask(Inquiry(question, history=history, scope=scope)))

    def search(self, query: str, scope: Scope) -> list[Passage]:
        return self.services.answerer.within(scope).search(query, 50)

    def check(self, sentence: str, scope: Scope) -> CheckedSentence:
        async def checked() -> list[object]:
            return [it async for it in self.services.checker.within(scope).check(sentence)]

        (result,) = asyncio.run(checked())
        assert isinstance(result, CheckedSentence)
        return result


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with in_memory() as services:
        services.articles.store(dated_articles(), lambda _: None)
        yield Towns(services)


def shown(answer: Answered | Abstained) -> str:
    """Return all that an answer shows but what it counts outside of its scope."""
    return repr(
        (
            answer.question,
            statements_of(answer),
            answer.sources,
            getattr(answer, "abstention", None),
            answer.corrections,
            answer.rejections,
            getattr(answer, "disagreements", None),
            answer.trace.passages,
        )
    )


@given(
    question=st.sampled_from(QUESTIONS),
    town=st.sampled_from(TOWNS),
    as_of=st.integers(-2, 132),
    history=st.sampled_from(
        [(), (Turn("How many ferries are moored in Eastham?", "Some 7001 ferries are moored in Eastham, she said."),)]
    ),
)
@settings(max_examples=_PAIRS)
def test_nothing_of_a_later_article_is_shown_whatever_is_asked_as_of_a_day(
    towns: Towns, question: str, town: str, as_of: int, history: tuple[Turn, ...]
) -> None:
    scope = Scope(as_of=day(as_of) + timedelta(hours=1))
    asked_for = question.format(town=town)

    answer = towns.ask(asked_for if not history else "And who is the harbour master?", scope, history)
    passages = towns.search(asked_for, scope)

    assert told_of_later(shown(answer), as_of) == []
    assert told_of_later(repr(passages), as_of) == []


def test_what_lies_within_the_scope_is_found_however_much_lies_outside(towns: Towns) -> None:
    for number in (3, 9, 27, 45):
        scope = Scope(as_of=day(number) + timedelta(hours=1), since=day(number) - timedelta(hours=1))
        answer = towns.ask(f"How many ferries are moored in {TOWNS[number % 6]}?", scope)

        assert str(number + 7000) in statements_of(answer)[0].text
        assert answer.scope is not None
        assert answer.scope.scope == scope
        assert sum(answer.scope.excluded.values()) == 116


def test_last_weeks_events_are_told_of_last_weeks_articles_and_the_window_is_shown(towns: Towns) -> None:
    # A Wednesday; of Eastham tell the articles of days 1, 7, 13, 19, 25, 31, …
    asked = Scope(as_of=day(30))
    question = "How many ferries were moored in Eastham last week?"

    answer = towns.ask(question, asked)

    assert [citation.article_id for citation in statements_of(answer)[0].citations] == ["day-025"]
    assert answer.scope is not None
    assert answer.scope.scope.window is not None
    assert answer.scope.scope.window.text == "last week"
    assert len(towns.ask(question, replace(asked, time_words=False)).sources) > 1


def test_what_is_the_latest_is_told_newest_first_and_an_overview_in_the_order_of_time(towns: Towns) -> None:
    def days(question: str) -> list[str]:
        told = statements_of(towns.ask(question, Scope(as_of=day(30))))
        return list(dict.fromkeys(statement.citations[0].article_id for statement in told))

    assert len(days("What do we know about Eastham?")) > 1
    assert days("What do we know about Eastham?") == sorted(days("What do we know about Eastham?"))
    assert days("What is the latest on Eastham?") == sorted(days("What is the latest on Eastham?"), reverse=True)


def test_an_answer_without_a_scope_has_none_and_one_that_finds_nothing_says_in_what(towns: Towns) -> None:
    question = "How many ferries are moored in Eastham?"

    assert towns.ask(question, Scope()).scope is None
    refused = towns.ask(question, Scope(outlets=("gazette",)))
    assert isinstance(refused, Abstained)
    assert refused.abstention.message == "No article in the scope of the question has anything on it."
    assert refused.scope is not None
    assert refused.scope.excluded == {"outlet": 117}


def test_a_text_is_checked_against_the_articles_of_its_scope(towns: Towns) -> None:
    sentence = "Some 7013 ferries are moored in Eastham, she said."

    outside = towns.check(sentence, Scope(as_of=day(10)))

    assert towns.check(sentence, Scope(as_of=day(20))).verdict == "quoted"
    assert outside.verdict != "quoted"
    assert told_of_later(repr(outside.citations), 9) == []


def test_a_version_that_came_later_is_not_quoted_as_of_a_day_before(services: Services, write: Write) -> None:
    lease = "---\ndate: 2024-03-01\n{more}---\nThe lease of the quay at Northport ends after {days} days.\n"
    question = "After how many days does the lease of the quay at Northport end?"
    before = services.within(Scope(as_of=datetime(2024, 4, 1, tzinfo=UTC)))
    ingest(services, write("lease.md", lease.format(days=180, more="")))
    first = before.answerer.ask(question)
    changed = [ingest(services, write("lease.md", lease.format(days=270, more=""))).replaced for _ in range(2)]
    later, now = before.answerer.ask(question), services.answerer.ask(question)
    ingest(services, write("lease.md", lease.format(days=271, more="updated: 2024-03-20\n")))
    stated = before.answerer.ask(question)

    assert [statement.text[-9:] for statement in statements_of(first)] == ["180 days."]
    assert (changed, statements_of(later)) == ([(ArticleId("lease"),), ()], ())
    assert later.scope is not None
    assert later.scope.excluded == {"later": 1}
    assert [statement.text[-9:] for statement in (*statements_of(now), *statements_of(stated))] == [
        "270 days.",
        "271 days.",
    ]
