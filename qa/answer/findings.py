"""What the articles hold on a question, before an answer is made of it, and the time that each stage took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import NamedTuple

from qa.answer.evidence.nearest import Nearest
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.select import Selected
from qa.answer.question.parse import Question
from qa.domain.answer import Correction, Degraded, Ruling
from qa.domain.article import Article, ArticleId, Passage


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds of each stage, in the order they were taken."""

    started: float = field(default_factory=perf_counter)
    stages: dict[str, float] = field(default_factory=dict)
    events: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        """End a stage that began when the last one ended; what comes again, for several questions in one, is added up."""
        since = (perf_counter() - self.started) * 1000 - sum(self.stages.values())
        self.stages[stage] = round(self.stages.get(stage, 0.0) + since, 3)

    def first(self, event: str) -> None:
        """Note the time from the start to an event's first occurrence; no stage ends with it."""
        self.events.setdefault(event, round((perf_counter() - self.started) * 1000, 3))

    def total(self) -> dict[str, float]:
        """Return all stages, events, and the sum of the stages."""
        return {**self.stages, **self.events, "total": round(sum(self.stages.values()), 3)}


class Found(NamedTuple):
    """What the articles hold on one question; `Findings` has the same under the question that was asked."""

    passages: Sequence[Passage]
    articles: Mapping[ArticleId, Article]
    candidates: Sequence[Candidate]
    selected: Sequence[Selected]
    near: bool
    verdict: Ruling | None = None
    unread: Sequence[Nearest] = ()


def together(found: Sequence[Found]) -> Found:
    """What the articles hold on several questions."""
    articles: dict[ArticleId, Article] = {}
    for one in found:
        articles.update(one.articles)
    passages = {passage.chunk.id: passage for one in found for passage in one.passages}
    return Found(
        list(passages.values()),
        articles,
        sorted((candidate for one in found for candidate in one.candidates), key=lambda candidate: -candidate.score),
        list({choice.candidate.place: choice for one in found for choice in one.selected}.values()),
        any(one.near for one in found),
    )


class FoundPart(NamedTuple):
    """One of several questions in one, and the sentences selected for it."""

    question: str
    selected: tuple[Selected, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """The passages on a question, their ranked sentences, and those selected for the answer."""

    asked: str
    """The question as it was asked."""
    corrections: tuple[Correction, ...]
    """Words of it that were taken for misspelt."""
    question: Question
    """The question as it was read."""
    passages: Sequence[Passage]
    articles: Mapping[ArticleId, Article]
    """Those of the passages, by id."""
    candidates: Sequence[Candidate]
    """Best first."""
    selected: Sequence[Selected]
    """Empty: none is sure to answer, and without a language model Dateline abstains."""
    near: bool
    """Whether any candidate is near enough for a language model to look at."""
    verdict: Ruling | None
    """A yes or no that the first selected sentence bears, where the question wants one."""
    unread: Sequence[Nearest]
    """The nearest sentences of what no rule judged, best first: of foreign articles, or of all where the question is foreign."""
    watch: Stopwatch
    parts: tuple[FoundPart, ...] = ()
    """The questions in it, where there are several."""
    message: str = ""
    """What an abstention says, where that is known better than by its reason."""
    language: str | None = None
    """Of the question, where that is another than English."""
    degraded: Degraded | None = None
    """Why less was looked through than should be."""
    wording: str = ""
    """The question as the reader worded it, where it was put into English; what is written then is in its language."""

    @property
    def foreign(self) -> bool:
        """Whether another language than English stands in the way of an answer: the question's, or that of the best passage."""
        best = self.passages[0].chunk.article_id if self.passages else None
        return self.language is not None or (bool(self.unread) and self.unread[0].article.id == best)
