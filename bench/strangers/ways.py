"""The ways to answer a question over a whole library, side by side, and over a library without some of its articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bench import libraries
from bench.answers import Ask
from bench.nearest import Nearest
from bench.paths import BenchPaths
from bench.strangers.overlap import WordOverlap
from bench.strangers.reading import OVERLAP, PRODUCT, READER
from qa.answer.answerer import Answerer
from qa.answer.evidence.features import Weights
from qa.answer.extract.select import Thresholds
from qa.domain.answer import Window, WindowReading, statements_of
from qa.ports import Reader
from qa.services import Services

RULES, BOLD = "rules alone", "no threshold"
_NEVER_REFUSES = Thresholds(answer=0.0, beside=0.0, near=0.0)
_ALONE = Weights(0.0, {"reading": 1.0})


def answerers(paths: BenchPaths, services: Services) -> dict[str, Answerer]:
    """The rules, the reader's scores alone without a threshold, the product as it comes, and that without a threshold."""
    both = libraries.both(paths, services)
    shipped = both[libraries.MODELS]
    ranker = replace(shipped.ranker, reader=Remembering(shipped.ranker.reader))
    alone = replace(ranker, cascade=replace(ranker.cascade, full=_ALONE, stop_at=1.0))
    product = replace(shipped, ranker=ranker)
    return {
        RULES: both[libraries.RULES],
        READER: replace(product, ranker=alone, thresholds=_NEVER_REFUSES),
        PRODUCT: product,
        BOLD: replace(product, thresholds=_NEVER_REFUSES),
    }


def ways(services: Services, answerers: Mapping[str, Answerer]) -> dict[str, Ask]:
    """What each answerer says; and plain overlap, which ranks all sentences of the passages that the product retrieves."""
    return {
        OVERLAP: Nearest(services, WordOverlap()).answer,
        **{name: asking(answerer) for name, answerer in answerers.items()},
    }


def asking(answerer: Answerer) -> Ask:
    """What an answerer says."""
    return lambda question: statements_of(answerer.ask(question))


@dataclass(frozen=True, slots=True)
class Remembering:
    """A `Reader` that reads no window twice with one question, for answerers that differ only in what they make of it."""

    reader: Reader
    _known: dict[tuple[str, Window], WindowReading] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.reader.name

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        """Return what the reader makes of each window, now or before."""
        new = [window for window in dict.fromkeys(windows) if (question, window) not in self._known]
        for window, reading in zip(new, self.reader.read(question, new), strict=True):
            self._known[question, window] = reading
        return [self._known[question, window] for window in windows]
