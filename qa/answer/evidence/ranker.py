"""Rank the sentences of the retrieved passages by a calibrated score of how likely each answers the question."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from qa.answer.evidence.answer_terms import answer_terms
from qa.answer.evidence.answerability import Mismatch, mismatch
from qa.answer.evidence.article_sentences import Sentence, SentenceCache
from qa.answer.evidence.context import SentenceContext, quote_span, sentence_contexts
from qa.answer.evidence.features import LEAST_MARKED, NOT_MEASURED, Features, Weights, measure
from qa.answer.evidence.windows import SectionWindow, windows
from qa.answer.question.answer_type import COUNTED
from qa.answer.question.parse import Question
from qa.domain.answer import SentenceReading
from qa.domain.article import Article, ArticleId, Passage, Span
from qa.ports import FullText, Reader
from qa.telemetry import NO_TELEMETRY, Telemetry
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
    short_answer: Span | None = None
    """Where in the quote the few words stand that answer, in the article's clean text; None: not known."""

    @property
    def article(self) -> Article:
        return self.context.section.article

    @property
    def sentence(self) -> Sentence:
        return self.context.sentence

    @property
    def place(self) -> tuple[ArticleId, Span]:
        """Where its sentence stands: what tells it from all others."""
        return _place(self.context)

    @property
    def text(self) -> str:
        return self.span.of(self.article.clean)


class ShortlistedSentence(NamedTuple):
    """A sentence before the reader has seen it."""

    context: SentenceContext
    features: Features
    mismatch: Mismatch | None


@dataclass(frozen=True, slots=True)
class Cascade:
    """How many windows the reader sees of the sentences that the cheap features put first, and how all features are weighed."""

    cheap: Weights
    """Of the features that need no reader."""
    full: Weights
    """Of all features."""
    read_at_most: int
    """Windows that are read at most."""
    batch: int
    """Windows that are read at once."""
    stop_at: float
    """The score that ends the reading after the batch that reaches it; 1: none does."""
    mark_from: float
    """The probability, 0..1, from which on the reader's short answer counts as known; below it is a guess, and not told."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks sentences in two steps: all by cheap features, then those of the best windows by what a reader makes of them."""

    library: FullText
    reader: Reader
    sentence_cache: SentenceCache
    cascade: Cascade
    telemetry: Telemetry = NO_TELEMETRY

    @property
    def name(self) -> str:
        """The reader's name."""
        return self.reader.name

    def rank(
        self,
        question: Question,
        passages: Sequence[Passage],
        articles: Mapping[ArticleId, Article],
        quoted: Collection[ArticleId] = (),
    ) -> list[Candidate]:
        """The candidates in the passages, best first; a question that goes on from `quoted` is likelier answered there."""
        with self.telemetry.traced("read", {"model": self.name}) as span:
            candidates = self._ranked(question, passages, articles, quoted)
            span.note({"found": len(candidates)})
            return candidates

    def _ranked(
        self,
        question: Question,
        passages: Sequence[Passage],
        articles: Mapping[ArticleId, Article],
        quoted: Collection[ArticleId],
    ) -> list[Candidate]:
        shortlist = self.shortlist(question, passages, articles, quoted)
        by_place = {_place(sentence.context): sentence for sentence in shortlist}
        unread = islice(windows([sentence.context for sentence in shortlist]), self.cascade.read_at_most)
        candidates: list[Candidate] = []
        while batch := list(islice(unread, self.cascade.batch)):
            candidates += self._read(question, batch, by_place)
            if any(candidate.mismatch is None and candidate.score >= self.cascade.stop_at for candidate in candidates):
                break
        return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.article.id, candidate.span))

    def on_topic(
        self,
        topic: Question,
        passages: Sequence[Passage],
        articles: Mapping[ArticleId, Article],
        least_share: float,
    ) -> list[Candidate]:
        """The sentences of the articles on a topic, which no reader has read; the score tells how much each is on it, 0..1.

        An article is taken to be on it from `least_share` of the best one's score on.

        Of an article whose opening names the topic all sentences are on it, of others those that it is named around. None where
        no sentence is near enough.
        """
        idf = self._idf(topic)
        best = max((passage.score for passage in passages), default=0.0) or 1.0
        candidates: list[Candidate] = []
        for passage in _best_by_article(passages):
            share = passage.score / best
            if share < least_share:
                break
            section = self.sentence_cache.section(articles[passage.chunk.article_id], passage.chunk.span)
            contexts = sentence_contexts(section, section.span)
            measured = [(context, measure(topic, context, idf, share)) for context in contexts]
            candidates += _on_topic(topic, measured, share)
        near = any(
            candidate.features.surroundings >= _NEAR_TOPIC and candidate.features.absent <= _ABSENT
            for candidate in candidates
        )
        return candidates if near else []

    def openings(self, articles: Iterable[Article]) -> list[Candidate]:
        """The first sentences of each article, which tell most of it."""
        opened = ((article, self.sentence_cache.section(article, Span(0, 1))) for article in articles)
        return [
            _unread(context, NOT_MEASURED, 1.0)
            for article, section in opened
            for context in sentence_contexts(section, Span(0, len(article.clean)))[:_OPENING]
        ]

    def shortlist(
        self,
        question: Question,
        passages: Sequence[Passage],
        articles: Mapping[ArticleId, Article],
        quoted: Collection[ArticleId] = (),
    ) -> list[ShortlistedSentence]:
        """Every sentence of the passages by its cheap features, best first."""
        idf = self._idf(question)
        sentences = [
            ShortlistedSentence(
                context,
                replace(measure(question, context, idf, score), continued=float(context.section.article.id in quoted)),
                mismatch(question, context),
            )
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

    def _read(
        self,
        question: Question,
        batch: Sequence[SectionWindow],
        by_place: Mapping[tuple[ArticleId, Span], ShortlistedSentence],
    ) -> list[Candidate]:
        """The candidates in some windows, with what the reader makes of them."""
        readings = self.reader.read(question.text, [window.text for window in batch])
        return [
            self._candidate(question, shortlisted, reading.holds_answer, of_sentence)
            for window, reading in zip(batch, readings, strict=True)
            for sentence, of_sentence in zip(window.sentences, reading.sentences, strict=True)
            if (shortlisted := by_place.get((window.section.article.id, sentence.span)))
        ]

    def _candidate(
        self, question: Question, sentence: ShortlistedSentence, holds_answer: float, reading: SentenceReading
    ) -> Candidate:
        context = sentence.context
        marked = max(reading.marked, LEAST_MARKED)
        known = math.exp(reading.marked) >= self.cascade.mark_from
        features = replace(sentence.features, reading=reading.answers, window=holds_answer, marked=marked)
        start = context.sentence.span.start
        short = Span(start + reading.short_answer.start, start + reading.short_answer.end)
        return Candidate(
            context=context,
            span=quote_span(context),
            features=features,
            score=self.cascade.full.probability(features),
            mismatch=sentence.mismatch,
            answer_terms=answer_terms(question, context.sentence.words)
            if question.answer_type in COUNTED
            else frozenset(),
            short_answer=short if known and short.start < short.end else None,
        )

    def _contexts(
        self, passages: Sequence[Passage], articles: Mapping[ArticleId, Article]
    ) -> list[tuple[SentenceContext, float]]:
        """Each sentence of the passages once, with the score of the first passage that has it, as a share of the best's."""
        best = max((passage.score for passage in passages), default=0.0) or 1.0
        scored: dict[tuple[ArticleId, Span], tuple[SentenceContext, float]] = {}
        for passage in passages:
            section = self.sentence_cache.section(articles[passage.chunk.article_id], passage.chunk.span)
            for context in sentence_contexts(section, passage.chunk.span):
                scored.setdefault((section.article.id, context.sentence.span), (context, passage.score / best))
        return list(scored.values())

    def _idf(self, question: Question) -> dict[Term, float]:
        """Robertson and Sparck Jones' weight of each term, smoothed to stay positive: log(1 + (N - n + .5) / (n + .5))."""
        text_by_term = {token.term: token.text for token in tokens(question.text)}
        frequencies = self.library.frequencies([text_by_term[term] for term in question.terms])
        return {
            term: math.log(1 + (frequencies.chunks - count + 0.5) / (count + 0.5))
            for term, count in zip(question.terms, frequencies.counts.values(), strict=True)
        }


def _best_by_article(passages: Sequence[Passage]) -> list[Passage]:
    """The best passage of each article, best first."""
    best: dict[ArticleId, Passage] = {}
    for passage in sorted(passages, key=lambda each: -each.score):
        best.setdefault(passage.chunk.article_id, passage)
    return list(best.values())


def _on_topic(
    topic: Question, measured: Sequence[tuple[SentenceContext, Features]], share: float
) -> Iterator[Candidate]:
    """The sentences of one article that are on the topic."""
    named = max((features.surroundings for _, features in measured[:_HEAD]), default=0.0)
    least = _SUBJECT if named >= _NEAR_TOPIC else 0.0
    for context, features in measured:
        relevance = max(features.surroundings, least)
        if relevance >= _RELEVANT and (least or mismatch(topic, context) not in _ELSEWHERE):
            yield _unread(context, features, relevance * share)


_ELSEWHERE: frozenset[Mismatch | None] = frozenset({"name", "place", "date"})
_NEAR_TOPIC, _ABSENT = 0.4, 0.4
"""The least share of a topic's IDF mass around a sentence that speaks of it, and the most of it that its article may lack."""
_HEAD, _SUBJECT, _RELEVANT = 2, 0.8, 0.3
"""The sentences that open an article, how much all of it is on a topic that these name, and the least that a sentence must be."""
_OPENING = 6


def _unread(context: SentenceContext, features: Features, score: float) -> Candidate:
    return Candidate(context, quote_span(context), features, score, None)


def _place(context: SentenceContext) -> tuple[ArticleId, Span]:
    return context.section.article.id, context.sentence.span
