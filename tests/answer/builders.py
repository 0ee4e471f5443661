"""Build what the steps of answering hand on from a few lines of text: sections, sentence contexts and candidates."""

from dataclasses import replace
from datetime import UTC, datetime

from qa.answer.evidence.answerability import Mismatch
from qa.answer.evidence.article_sentences import Section, read_section
from qa.answer.evidence.context import SentenceContext, sentence_contexts
from qa.answer.evidence.features import Features
from qa.answer.evidence.ranker import Candidate
from qa.domain.article import Span
from tests.strategies import article

FEATURES = Features(coverage=0.5, surroundings=0.5, pairs=0.5, answer_type=0.5, passage=0.5, brevity=0.5, absent=0.5)


def section(text: str, *, title: str | None = None, year: int | None = None, name: str = "article") -> Section:
    """The whole of an article, read."""
    made = article(text, title, name)
    published = None if year is None else datetime(year, 3, 4, tzinfo=UTC)
    made = replace(made, metadata=replace(made.metadata, published_at=published))
    return read_section(made, Span(0, len(made.clean)))


def context(within: Section, opening: str) -> SentenceContext:
    """The one quotable sentence that opens so, where it stands."""
    (only,) = (each for each in sentence_contexts(within, within.span) if each.sentence.text.startswith(opening))
    return only


def candidate(within: Section, opening: str, *, score: float = 0.5, mismatch: Mismatch | None = None) -> Candidate:
    """A sentence as the ranking hands it on."""
    quoted = context(within, opening)
    return Candidate(quoted, quoted.sentence.span, FEATURES, score, mismatch)
