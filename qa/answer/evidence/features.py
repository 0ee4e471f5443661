"""Measure how well a sentence in its context answers a question, and weigh the measures by a logistic regression."""

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.answer.evidence.answer_terms import holds_answer_type
from qa.answer.evidence.article_sentences import Sentence
from qa.answer.evidence.context import SentenceContext
from qa.answer.question.answer_type import OPEN
from qa.answer.question.parse import Question
from qa.text.tokens import Term


@dataclass(frozen=True, slots=True)
class Features:
    """What tells whether a sentence answers, each 0..1 but what the reader says."""

    coverage: float
    """Share of the question's IDF mass in the sentence."""
    surroundings: float
    """The same for the sentence, its neighbours and the title."""
    pairs: float
    """Share of the question's neighbouring terms that stand close together in the sentence."""
    answer_type: float
    """1: it holds what is asked for (a number, a date, a name); 0.5: nothing particular is asked for; 0: it does not."""
    passage: float
    """The fused score of its passage, as a share of the best one's: alike where the library holds an answer and where not."""
    brevity: float
    """1 for a short sentence, falling with its length."""
    absent: float
    """Share of the question's IDF mass that occurs nowhere in the article."""
    reading: float = 0.0
    """What the reader makes of the sentence, on its own scale: log odds of the shipped one, the cosine of the embedder."""
    window: float = 0.0
    """What it makes of the window around the sentence."""
    continued: float = 0.0
    """1 where the article was quoted to the reader just before, and the question goes on from there."""
    marked: float = 0.0
    """The log probability of its short answer among those of the window, at least `LEAST_MARKED`."""


LEAST_MARKED = -12.0
"""Below it the reader is sure that the answer stands elsewhere, however sure."""


NOT_MEASURED = Features(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Those of a sentence that no question was put to."""


def measure(question: Question, context: SentenceContext, idf: Mapping[Term, float], passage: float) -> Features:
    """The features of one sentence without those that the reader fills; `idf` weighs the question's terms."""
    sentence = context.sentence
    near = context.section.title.union(*(neighbour.terms for neighbour in context.near))
    return Features(
        coverage=_share(question.terms, sentence.terms, idf),
        surroundings=_share(question.terms, near, idf),
        pairs=_pairs(question, sentence),
        answer_type=0.5 if question.answer_type in OPEN else float(holds_answer_type(question, sentence.words)),
        absent=1 - _share(question.terms, context.section.mentions, idf),
        passage=passage,
        brevity=1 / (1 + len(sentence.words) / 25),
    )


def _share(terms: Sequence[Term], present: Container[Term], idf: Mapping[Term, float]) -> float:
    """The share of the terms' IDF mass that is present."""
    total = sum(idf[term] for term in terms)
    return sum(idf[term] for term in terms if term in present) / total if total else 0.0


_CLOSE = 4
"""Words within which two terms stand close together."""


def _pairs(question: Question, sentence: Sentence) -> float:
    """Share of the pairs of neighbouring question terms that stand within `_CLOSE` words in the sentence."""
    pairs = list(pairwise(question.terms))
    positions: dict[Term, list[int]] = {}
    for position, token in enumerate(sentence.words):
        positions.setdefault(token.term, []).append(position)
    close = sum(
        any(abs(i - j) <= _CLOSE for i in positions.get(first, ()) for j in positions.get(second, ()))
        for first, second in pairs
    )
    return close / len(pairs) if pairs else 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over the features."""

    intercept: float
    by_feature: Mapping[str, float]

    def probability(self, features: Features) -> float:
        """The probability that the sentence answers, 0..1."""
        total = self.intercept + sum(
            weight * float(getattr(features, name)) for name, weight in self.by_feature.items()
        )
        return 1 / (1 + math.exp(-total))
