"""News articles as the makers of questions and claims need them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.text.sentences import sentences
from training.sources import Row

_FEWEST_WORDS, _MOST_WORDS = 8, 40


@dataclass(frozen=True, slots=True)
class NewsText:
    """A news article as generated supervision needs it."""

    name: str
    title: str
    sentences: tuple[str, ...]
    """In reading order, only those of a usual length."""


def news_texts(rows: Iterable[Row]) -> Iterator[NewsText]:
    """The articles' sentences."""
    for row in rows:
        lines = [span.of(line) for line in str(row["text"]).split("\n") for span in sentences(line)]
        usual = tuple(text for text in lines if _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS)
        if usual:
            yield NewsText(row["id"], row["title"], usual)
