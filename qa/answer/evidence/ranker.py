"""Rank the sentences of the retrieved passages by a calibrated score of how likely each answers the question."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from qa.answer.evidence.answer_terms import answer_terms
from qa.answer.evidence.answerability import Mismatch, mismatch
from qa.answer.evidence.article_sentences import Sentence, SentenceCache
from qa.answer.evidence.context import SentenceContext, quote_span, sentence_contexts
from qa.answer.evidence.features import Features, Weights, measure
from qa.answer.question.answer_type import COUNTED
from qa.answer.question.parse import Question
from qa.domain.answer import Quote
from qa.domain.article import Article, ArticleId, Passage, Span
from qa.ports import EvidenceModel, FullText
from qa.text.tokens import Term, tokens


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what tells whether it answers."""

    context: SentenceContext
    span: Span
    """The quote: the sentence, and the one before it where it refers back."""
    features: Features
    score: float
    """0..1, the calibrated probability that it answers."""
    mismatch: Mismatch | None
    answer_terms: frozenset[Term] = frozenset()
    """The numbers or times in it that answer, where the question asks for one."""

    @property
    def article(self) -> Article:
        return self.context.section.article

    @property
    def sentence(self) -> Sentence:
        return self.context.sentence

    @property
    def text(self) -> str:
        return self.span.of(self.article.clean)


class ShortlistedSentence(NamedTuple):
    """A sentence before a model has read it."""

    context: SentenceContext
    features: Features
    mismatch: Mismatch | None


@dataclass(frozen=True, slots=True)
class Cascade:
    """How many of the sentences that the cheap features put first the models read, and how all features are weighed."""

    cheap: Weights
    """Of the features that need no model."""
    full: Weights
    """Of all features."""
    read_at_most: int
    """Sentences that the models read at most."""
    batch: int
    """Sentences that the models read at once."""
    stop_at: float
    """The score that ends the reading after the batch that reaches it; 1: none does."""
    twin_below: float = 0.0
    """A sentence with much of the question in it answers a twin of it where the evidence model gives it less than this."""


TWIN_COVERAGE = 0.45
"""Share of the question's IDF mass that is much of it: with less, a low probability may also mean other words."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks sentences in two steps: all by cheap features, the best of them with the models' scores as well."""

    library: FullText
    models: Mapping[str, EvidenceModel]
    """By the feature that each fills."""
    sentence_cache: SentenceCache
    cascade: Cascade

    @property
    def name(self) -> str:
        """The models' names."""
        return "+".join(model.name for model in self.models.values())

    def rank(
        self, question: Question, passages: Sequence[Passage], articles: Mapping[ArticleId, Article]
    ) -> list[Candidate]:
        """The candidates in the passages, best first."""
        shortlist = self.shortlist(question, passages, articles)[: self.cascade.read_at_most]
        candidates: list[Candidate] = []
        for start in range(0, len(shortlist), self.cascade.batch):
            candidates += self._judge(question, shortlist[start : start + self.cascade.batch])
            if any(candidate.mismatch is None and candidate.score >= self.cascade.stop_at for candidate in candidates):
                break
        return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.article.id, candidate.span))

    def shortlist(
        self, question: Question, passages: Sequence[Passage], articles: Mapping[ArticleId, Article]
    ) -> list[ShortlistedSentence]:
        """Every sentence of the passages by its cheap features, best first."""
        idf = self._idf(question)
        sentences = [
            ShortlistedSentence(context, measure(question, context, idf, score), mismatch(question, context))
            for context, score in self._contexts(passages, articles)
        ]
        # Those that answer another question are read last: only an abstention shows them.
        sentences.sort(
            key=lambda sentence: (
                sentence.mismatch is not None,
                -self.cascade.cheap.probability(sentence.features),
            )
        )
        return sentences

    def _judge(self, question: Question, sentences: Sequence[ShortlistedSentence]) -> list[Candidate]:
        spans = [quote_span(sentence.context) for sentence in sentences]
        articles = [sentence.context.section.article for sentence in sentences]
        quotes = [
            Quote(span.of(article.clean), article.metadata.title or "")
            for span, article in zip(spans, articles, strict=True)
        ]
        scores = {feature: model.score(question.text, quotes) for feature, model in self.models.items()}
        return [
            self._candidate(question, sentence, span, {feature: scores[feature][row] for feature in scores})
            for row, (sentence, span) in enumerate(zip(sentences, spans, strict=True))
        ]

    def _candidate(
        self, question: Question, sentence: ShortlistedSentence, span: Span, scores: Mapping[str, float]
    ) -> Candidate:
        features = replace(sentence.features, **scores)
        counted = question.answer_type in COUNTED
        return Candidate(
            context=sentence.context,
            span=span,
            features=features,
            score=self.cascade.full.probability(features),
            mismatch=sentence.mismatch or ("reworded" if reworded(features, self.cascade) else None),
            answer_terms=answer_terms(question, sentence.context.sentence.words) if counted else frozenset(),
        )

    def _contexts(
        self, passages: Sequence[Passage], articles: Mapping[ArticleId, Article]
    ) -> list[tuple[SentenceContext, float]]:
        """Each sentence of the passages once, with the score of the first passage that has it."""
        scored: dict[tuple[ArticleId, Span], tuple[SentenceContext, float]] = {}
        for passage in passages:
            section = self.sentence_cache.section(articles[passage.chunk.article_id], passage.chunk.span)
            for context in sentence_contexts(section, passage.chunk.span):
                scored.setdefault((section.article.id, context.sentence.span), (context, passage.score))
        return list(scored.values())

    def _idf(self, question: Question) -> dict[Term, float]:
        """Robertson and Sparck Jones' weight of each term, smoothed to stay positive: log(1 + (N - n + .5) / (n + .5))."""
        text_by_term = {token.term: token.text for token in tokens(question.text)}
        frequencies = self.library.frequencies([text_by_term[term] for term in question.terms])
        return {
            term: math.log(1 + (frequencies.chunks - count + 0.5) / (count + 0.5))
            for term, count in zip(question.terms, frequencies.counts.values(), strict=True)
        }


def reworded(features: Features, cascade: Cascade) -> bool:
    """Whether a sentence has nearly the question's words and yet answers another question, as only a model can tell."""
    return features.coverage >= TWIN_COVERAGE and features.answer < cascade.twin_below
