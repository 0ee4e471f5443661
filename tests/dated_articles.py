"""Ninety articles on six towns, one a day, each telling figures and names that no other day's article tells."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle

DAY = datetime(2024, 1, 1, tzinfo=UTC)
TOWNS = ["Northport", "Eastham", "Westby", "Southwick", "Millbrook", "Oakfield"]
QUESTIONS = [
    "How many ferries are moored in {town}?",
    "Who is the harbour master of {town}?",
    "Was the harbour of {town} closed?",
    "What is the latest on the harbour of {town}?",
    "What do we know about {town}?",
    "Why was the harbour of {town} closed, and who closed it?",
    "Who wrote the article about {town}?",
    "What are these articles about?",
    "How many submarines are moored in {town}?",
    "who is the harbor mastre of {town}",
]


def day(number: int) -> datetime:
    return DAY + timedelta(days=number, hours=9)


def text(number: int) -> str:
    """Tell of a town what no other day's article tells: its figures and names have the number of the day."""
    town = TOWNS[number % len(TOWNS)]
    return (
        f"The harbour of {town} was closed on Monday by Ada Mark{number:03}, the harbour master, because of ice.\n\n"
        f"Some {number + 7000} ferries are moored in {town}, she said.\n\n"
        f"Nobody in {town} was hurt, and the works will take {number + 9000} weeks."
    )


def dated_articles() -> Sequence[RawArticle]:
    """Every tenth has no date, and of the first thirty those with one are told again a hundred days later, word for word."""
    stored = [
        RawArticle(
            ArticleId(f"day-{number:03}"),
            text(number) if number % 7 else text(number).replace("Nobody", "No one"),
            Metadata(f"Harbour {number:03}", "Post" if number % 2 else "Herald", published_at=published(number)),
            "x",
            stated_id=True,
        )
        for number in range(90)
    ]
    copies = [
        RawArticle(ArticleId(f"day-{n:03}"), text(n - 100), Metadata("Copy", published_at=day(n)), "x")
        for n in range(100, 130)
        if n % 10
    ]
    return [*stored, *copies]


def published(number: int) -> datetime | None:
    return day(number) if number % 10 else None


def told_of_later(shown_text: str, as_of: int) -> list[int]:
    """Return the days behind `as_of`, or undated, of which anything is shown."""
    outside = [n for n in range(130) if n > as_of or (published(n) is None and n < 90)]
    marks = {
        n: (f"day-{n:03}", f"Mark{n:03}", f"Harbour {n:03}", f"{n + 7000} ferries", f"{n + 9000} weeks")
        for n in outside
        if n < 90
    }
    return [n for n in outside if any(mark in shown_text for mark in marks.get(n, (f"day-{n:03}",)))]
