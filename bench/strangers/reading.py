"""Put each question to the sentences of its own passage, and keep what every way makes of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.answers import shown
from bench.strangers.overlap import WordOverlap
from bench.strangers.sections import Rarity, contexts_of, section_of
from qa.answer.calibration import CHEAP, MODEL_CASCADE, RULES_CASCADE
from qa.answer.evidence.answerability import mismatch
from qa.answer.evidence.article_sentences import Section
from qa.answer.evidence.context import SentenceContext
from qa.answer.evidence.features import LEAST_MARKED, Features, measure
from qa.answer.evidence.windows import windows
from qa.answer.question.parse import Question, read_question
from qa.domain.answer import SentenceReading
from qa.domain.article import Span
from qa.ports import Reader
from training.human import Passage

OVERLAP, RULES, READER, PRODUCT = "word overlap", "rules, cosine", "reader alone", "product"
WAYS = (OVERLAP, RULES, READER, PRODUCT)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the ways make of each sentence of its own passage, in the passage's order."""

    passage: Passage
    scores: Mapping[str, Sequence[float]]
    """By way."""
    refused: Sequence[bool]
    """Whether the product finds that a sentence answers another question, whatever its score."""
    windows: Sequence[float]
    """What the reader makes of the window around each sentence."""
    short_answers: Sequence[str]
    """What the reader marks in each sentence."""

    def first(self, way: str) -> int:
        """The number of the sentence that a way puts first; of several alike the earliest."""
        scores = self.scores[way]
        return max(range(len(scores)), key=lambda place: scores[place])

    def right_first(self, way: str) -> bool:
        """Whether that sentence is among those that people marked."""
        return self.first(way) in (self.passage.right or ())


@dataclass(frozen=True, slots=True)
class Readers:
    """What is measured: plain overlap, the cosine that the rules weigh, and the shipped reader."""

    cosine: Reader
    shipped: Reader

    def ask(self, passages: Sequence[Passage]) -> list[Asked]:
        """Read all questions of a set; a term is as rare as it is among the set's own passages."""
        sections = {(passage.title, passage.sentences): section_of(passage) for passage in passages}
        rarity = Rarity(list(sections.values()))
        return [self._ask(passage, sections[passage.title, passage.sentences], rarity) for passage in shown(passages)]

    def _ask(self, passage: Passage, section: Section, rarity: Rarity) -> Asked:
        question = read_question(passage.question)
        contexts = contexts_of(section)
        idf = rarity.weights(question.terms)
        # All sentences stand in the one passage, so that its score tells nothing.
        cheap = [measure(question, context, idf, passage=1.0) for context in contexts]
        overlap, cosine, shipped = (
            _read(reader, question, contexts, cheap) for reader in (WordOverlap(), self.cosine, self.shipped)
        )
        ours = shipped.features
        return Asked(
            passage,
            {
                OVERLAP: [features.reading for features in overlap.features],
                RULES: [RULES_CASCADE.full.probability(features) for features in cosine.features],
                READER: [features.reading for features in ours],
                PRODUCT: [MODEL_CASCADE.full.probability(features) for features in ours],
            },
            [mismatch(question, context) is not None for context in contexts],
            [features.window for features in ours],
            [answer.of(context.sentence.text) for answer, context in zip(shipped.answers, contexts, strict=True)],
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """All features of each sentence, and its short answer."""

    features: Sequence[Features]
    answers: Sequence[Span]


def _read(
    reader: Reader, question: Question, contexts: Sequence[SentenceContext], cheap: Sequence[Features]
) -> _Reading:
    """Read all sentences in windows as the product cuts them, around what the cheap features put first."""
    order = sorted(range(len(contexts)), key=lambda place: -CHEAP.probability(cheap[place]))
    cut = list(windows([contexts[place] for place in order]))
    readings = reader.read(question.text, [window.text for window in cut])
    by_place: dict[int, tuple[float, SentenceReading]] = {
        place: (reading.holds_answer, of_sentence)
        for window, reading in zip(cut, readings, strict=True)
        for place, of_sentence in zip(window.places, reading.sentences, strict=True)
    }
    return _Reading(list(_filled(cheap, by_place)), [by_place[place][1].short_answer for place in range(len(contexts))])


def _filled(cheap: Sequence[Features], readings: Mapping[int, tuple[float, SentenceReading]]) -> Iterator[Features]:
    for place, features in enumerate(cheap):
        window, reading = readings[place]
        marked = max(reading.marked, LEAST_MARKED)
        yield replace(features, reading=reading.answers, window=window, marked=marked)
