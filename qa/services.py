"""The records that the wiring fills and the ways in call: the adapters, and the services built on them."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from qa.access.gate import Gate
from qa.answer.answerer import Answerer
from qa.answer.checker import Checker
from qa.answer.responder import Responder
from qa.current_index import IndexGenerations
from qa.domain.article import Corpus
from qa.domain.scope import Scope
from qa.ingest.article_service import ArticleService
from qa.ingest.feed_poller import Poller
from qa.ingest.feed_register import FeedRegister
from qa.ingest.readers.raw_article import Extractors
from qa.peers import ALONE
from qa.ports import (
    AnswerStore,
    DisclosureStore,
    Embedder,
    EventRelay,
    FeedbackStore,
    FeedStore,
    JobStore,
    KeyStore,
    LanguageGuesser,
    LanguageModel,
    Library,
    Peers,
    QuotaStore,
    RateLimiter,
    Reader,
    Splitter,
    SupportModel,
    UsualWords,
    VectorIndex,
)
from qa.telemetry import NO_TELEMETRY, Telemetry


@dataclass(frozen=True, slots=True)
class SentenceModels:
    """The small models that read and judge sentences."""

    reader: Reader
    support: SupportModel


@dataclass(frozen=True, slots=True, repr=False)
class Adapters:
    """One implementation of each seam, open and ready; whoever opened them closes them."""

    embedder: Embedder
    split: Splitter
    is_usual: UsualWords
    guess_language: LanguageGuesser
    extractors: Extractors
    library: Library
    index: VectorIndex
    keys: KeyStore
    quotas: QuotaStore
    disclosures: DisclosureStore
    rates: RateLimiter
    feedback: FeedbackStore
    answers: AnswerStore
    jobs: JobStore
    feeds: FeedStore
    generations: IndexGenerations
    sentence_models: SentenceModels | None = None
    """None: rules alone judge sentences."""
    language_model: LanguageModel | None = None
    """None: every answer is quoted."""
    verifier_model: LanguageModel | None = None
    """Gives second opinions on what is written freely; None: nothing of that is shown."""
    telemetry: Telemetry = NO_TELEMETRY
    peers: Peers = ALONE
    relay: EventRelay | None = None
    """None: no other process follows an answer."""
    together: Callable[[], AbstractContextManager[object]] = nullcontext
    """Commits what is done in it to articles and vectors as one, where they are in one database."""


@dataclass(frozen=True, slots=True, repr=False)
class Services:
    """Everything that the command line and the API may call."""

    adapters: Adapters
    articles: ArticleService
    feeds: FeedRegister
    poller: Poller
    responder: Responder
    checker: Checker
    gate: Gate
    public_url: str = ""
    """Where readers reach this server, for links to articles that have no address of their own; empty: unknown."""

    def within(self, scope: Scope) -> "Services":
        """Return the same with answers, searches and checks drawn from a scope; the articles stay all that there are."""
        if not scope.limited:
            return self
        responder = replace(self.responder, answerer=self.answerer.within(scope))
        return replace(self, responder=responder, checker=self.checker.within(scope))

    @property
    def answerer(self) -> Answerer:
        """The part of the responder that answers in verbatim sentences."""
        return self.responder.answerer

    @property
    def library(self) -> Library:
        """The stored articles."""
        return self.adapters.library

    def corpus(self) -> Corpus:
        """Return what answers are drawn from just now, and which feeds are silent."""
        silent = tuple(feed.id for feed in self.feeds.silent())
        return replace(self.library.corpus(), stale_feeds=silent)

    @property
    def answers(self) -> AnswerStore:
        """Answers that were given, kept to be shown again."""
        return self.adapters.answers

    @property
    def jobs(self) -> JobStore:
        """Batches of articles that were taken on."""
        return self.adapters.jobs

    @property
    def feedback(self) -> FeedbackStore:
        """What readers said of answers."""
        return self.adapters.feedback

    @property
    def peers(self) -> Peers:
        """The other processes on the same store."""
        return self.adapters.peers

    @property
    def telemetry(self) -> Telemetry:
        """Who is told of the work."""
        return self.adapters.telemetry
