"""Turns a few lines of text into what the steps of answering hand on: sections, settings and candidates."""

from dataclasses import replace
from datetime import UTC, datetime

from qa.answer.evidence import Candidate, settings_of
from qa.answer.features import Features
from qa.answer.reading import Section, read
from qa.answer.twins import Mismatch, Setting
from qa.domain import Span
from tests.strategies import article

FEATURES = Features(coverage=0.5, surroundings=0.5, pairs=0.5, wanted=0.5, passage=0.5, brevity=0.5, absent=0.5)


def section(text: str, *, title: str | None = None, year: int | None = None, name: str = "article") -> Section:
    """The whole of an article, read."""
    made = article(text, title, name)
    published = None if year is None else datetime(year, 3, 4, tzinfo=UTC)
    made = replace(made, metadata=replace(made.metadata, published_at=published))
    return read(made, Span(0, len(made.clean)))


def setting(within: Section, opening: str) -> Setting:
    """The one quotable sentence that opens so, where it stands."""
    (found,) = (it for it in settings_of(within, within.span) if it.sentence.text.startswith(opening))
    return found


def candidate(within: Section, opening: str, *, score: float = 0.5, mismatch: Mismatch | None = None) -> Candidate:
    """A sentence as the ranking hands it on."""
    found = setting(within, opening)
    return Candidate(found, found.sentence.span, FEATURES, score, mismatch)
