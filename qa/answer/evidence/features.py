"""Turns a question and a sentence in its setting into the numbers that tell whether it answers."""

import math
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from qa.answer.evidence.article_sentences import Sentence
from qa.answer.evidence.context import SentenceContext
from qa.answer.odds import log_odds
from qa.answer.question.answer_type import OPEN, holds_answer_type
from qa.answer.question.parse import Question
from qa.text.tokens import Term


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a sentence as an answer, each 0..1."""

    coverage: float
    """Share of the question's IDF mass in the sentence."""
    surroundings: float
    """The same for the sentence, its neighbours and the title."""
    pairs: float
    """Share of the question's neighbouring terms that stand close together in the sentence."""
    answer_type: float
    """1: it holds what is asked for (a number, a date, a name); 0.5: nothing particular is asked for; 0: it does not."""
    passage: float
    """The fused score of its passage."""
    brevity: float
    """1 for a short sentence, falling with its length."""
    absent: float
    """Share of the question's IDF mass that occurs nowhere in the article."""
    similarity: float = 0.0
    """The cosine of question and sentence."""
    answer: float = 0.0
    """The evidence model's probability that it answers; 0 where there is no such model."""

    @property
    def odds(self) -> float:
        """The evidence model's probability as log odds."""
        return log_odds(self.answer)


def measure(question: Question, setting: SentenceContext, weights: Mapping[Term, float], passage: float) -> Features:
    """The features of one sentence but what models make of it; `weights` are the IDF of the question's terms."""
    sentence = setting.sentence
    near = setting.section.title.union(*(neighbour.terms for neighbour in setting.near))
    return Features(
        coverage=_share(question.terms, sentence.terms, weights),
        surroundings=_share(question.terms, near, weights),
        pairs=_pairs(question, sentence),
        answer_type=0.5 if question.answer_type in OPEN else float(holds_answer_type(question, sentence.words)),
        absent=1 - _share(question.terms, setting.section.mentions, weights),
        passage=passage,
        brevity=1 / (1 + len(sentence.words) / 25),
    )


def _share(asked: Iterable[Term], there: Container[Term], weights: Mapping[Term, float]) -> float:
    total = sum(weights[term] for term in asked)
    return sum(weights[term] for term in asked if term in there) / total if total else 0.0


_CLOSE = 4
"""Words within which two terms stand close together."""


def _pairs(question: Question, sentence: Sentence) -> float:
    """Share of the pairs of neighbouring question terms that stand within `_CLOSE` words in the sentence."""
    asked = list(pairwise(question.terms))
    places: dict[Term, list[int]] = {}
    for position, word in enumerate(sentence.words):
        places.setdefault(word.term, []).append(position)
    met = sum(
        any(abs(i - j) <= _CLOSE for i in places.get(first, ()) for j in places.get(second, ()))
        for first, second in asked
    )
    return met / len(asked) if asked else 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over the features."""

    intercept: float
    by_feature: Mapping[str, float]

    def probability(self, features: Features) -> float:
        """0..1."""
        total = self.intercept + sum(
            weight * float(getattr(features, name)) for name, weight in self.by_feature.items()
        )
        return 1 / (1 + math.exp(-total))
