"""Turns passages into the sentences that may answer the question, best first, each with a calibrated score."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from qa.answer.evidence.answerability import Mismatch, mismatch
from qa.answer.evidence.article_sentences import Sentence, SentenceCache
from qa.answer.evidence.context import SentenceContext, quote_span, sentence_contexts
from qa.answer.evidence.features import Features, Weights, measure
from qa.answer.question.answer_type import COUNTED, answer_terms
from qa.answer.question.parse import Question
from qa.domain.answer import Quote
from qa.domain.article import Article, ArticleId, Passage, Span
from qa.ports import EvidenceModel, FullText
from qa.text.tokens import Term, words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what tells whether it answers."""

    setting: SentenceContext
    span: Span
    """The quote: the sentence, and the one before it where it refers back."""
    features: Features
    score: float
    """0..1, the calibrated belief that it answers."""
    mismatch: Mismatch | None
    figures: frozenset[Term] = frozenset()
    """The numbers or times in it that answer, where the question asks for one."""

    @property
    def article(self) -> Article:
        return self.setting.section.article

    @property
    def sentence(self) -> Sentence:
        return self.setting.sentence

    @property
    def text(self) -> str:
        return self.span.of(self.article.clean)


class Measured(NamedTuple):
    """A sentence before a model has read it."""

    setting: SentenceContext
    features: Features
    mismatch: Mismatch | None


@dataclass(frozen=True, slots=True)
class Cascade:
    """How much the models read of what the cheap features put first, and what the two together are worth."""

    cheap: Weights
    full: Weights
    most: int
    """Sentences that they read at most."""
    step: int
    """Sentences that they read at once."""
    clear: float
    """After a step it stops where a sentence scores as much as this; 1: it never does."""
    doubt: float = 0.0
    """A sentence with much of the question in it that the evidence model gives less than this answers a twin of it."""


TWIN_COVERAGE = 0.45
"""Share of the question's IDF mass that is much of it: with less, a low probability may also mean other words."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks sentences in two steps: all by cheap features, the best of them with the models' scores as well."""

    library: FullText
    models: Mapping[str, EvidenceModel]
    """By the feature that each fills."""
    reader: SentenceCache
    cascade: Cascade

    @property
    def name(self) -> str:
        """The models' names."""
        return "+".join(model.name for model in self.models.values())

    def rank(
        self, question: Question, passages: Sequence[Passage], articles: Mapping[ArticleId, Article]
    ) -> list[Candidate]:
        """The candidates in the passages, best first."""
        shortlist = self.shortlist(question, passages, articles)[: self.cascade.most]
        candidates: list[Candidate] = []
        for start in range(0, len(shortlist), self.cascade.step):
            candidates += self._judge(question, shortlist[start : start + self.cascade.step])
            if any(it.mismatch is None and it.score >= self.cascade.clear for it in candidates):
                break
        return sorted(candidates, key=lambda it: (-it.score, it.article.id, it.span))

    def shortlist(
        self, question: Question, passages: Sequence[Passage], articles: Mapping[ArticleId, Article]
    ) -> list[Measured]:
        """Every sentence of the passages by its cheap features, best first."""
        weights = self._idf(question)
        measured = [
            Measured(setting, measure(question, setting, weights, score), mismatch(question, setting))
            for setting, score in self._settings(passages, articles)
        ]
        # Those that answer another question are read last: only an abstention shows them.
        measured.sort(key=lambda it: (it.mismatch is not None, -self.cascade.cheap.probability(it.features)))
        return measured

    def _judge(self, question: Question, measured: Sequence[Measured]) -> list[Candidate]:
        spans = [quote_span(it.setting) for it in measured]
        articles = [it.setting.section.article for it in measured]
        quotes = [
            Quote(span.of(article.clean), article.metadata.title or "")
            for span, article in zip(spans, articles, strict=True)
        ]
        scores = {feature: model.score(question.text, quotes) for feature, model in self.models.items()}
        return [
            self._candidate(question, it, span, {feature: scores[feature][place] for feature in scores})
            for place, (it, span) in enumerate(zip(measured, spans, strict=True))
        ]

    def _candidate(self, question: Question, it: Measured, span: Span, scores: Mapping[str, float]) -> Candidate:
        features = replace(it.features, **scores)
        score = self.cascade.full.probability(features)
        mismatched = it.mismatch or ("reworded" if reworded(features, self.cascade) else None)
        figures = answer_terms(question, it.setting.sentence.words) if question.answer_type in COUNTED else frozenset()
        return Candidate(it.setting, span, features, score, mismatched, figures)

    def _settings(
        self, passages: Sequence[Passage], articles: Mapping[ArticleId, Article]
    ) -> list[tuple[SentenceContext, float]]:
        found: dict[tuple[ArticleId, Span], tuple[SentenceContext, float]] = {}
        for passage in passages:
            section = self.reader.section(articles[passage.chunk.article_id], passage.chunk.span)
            for setting in sentence_contexts(section, passage.chunk.span):
                found.setdefault((section.article.id, setting.sentence.span), (setting, passage.score))
        return list(found.values())

    def _idf(self, question: Question) -> dict[Term, float]:
        """Robertson and Sparck Jones' weight of each term, smoothed to stay positive: log(1 + (N - n + .5) / (n + .5))."""
        phrases = {word.term: word.text for word in words(question.text)}
        found = self.library.frequencies([phrases[term] for term in question.terms])
        return {
            term: math.log(1 + (found.chunks - count + 0.5) / (count + 0.5))
            for term, count in zip(question.terms, found.counts.values(), strict=True)
        }


def reworded(features: Features, cascade: Cascade) -> bool:
    """The twin rule that only a model can apply: nearly the question's words, and yet another question."""
    return features.coverage >= TWIN_COVERAGE and features.answer < cascade.doubt
