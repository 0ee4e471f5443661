"""Read by plain word overlap: what anybody's first attempt would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.domain.answer import SentenceReading, Window, WindowReading
from qa.domain.article import Span
from qa.text.tokens import content

_NO_ANSWER = Span(0, 0)


@dataclass(frozen=True, slots=True)
class WordOverlap:
    """A `Reader` that gives the share of the question's content words in each sentence, 0..1; it marks no short answers."""

    name: str = "word-overlap"

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        """Return the shares, and the largest of them for the window; titles are not read."""
        return [_reading([overlap(question, sentence) for sentence in window.sentences]) for window in windows]


def overlap(text: str, reference: str) -> float:
    """The share of the text's content words that the reference has, 0..1; 0 where it has none."""
    terms = set(content(text))
    return len(terms & set(content(reference))) / len(terms) if terms else 0.0


def _reading(shares: Sequence[float]) -> WindowReading:
    unmarked = tuple(SentenceReading(share, _NO_ANSWER, float("-inf")) for share in shares)
    return WindowReading(max(shares, default=0.0), unmarked)
