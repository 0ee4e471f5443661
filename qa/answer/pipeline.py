"""Turns a question into an answer: read, retrieve, rank, select, verify, compose; or abstain and say why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from qa.answer.alike import Alike
from qa.answer.compose import abstention, sources
from qa.answer.disagree import disagreeing
from qa.answer.evidence import Candidate, Ranker
from qa.answer.extract import Selected, Thresholds, select
from qa.answer.question import Question, read_question
from qa.answer.retrieve import Retriever
from qa.answer.verify import Failure, cite, verbatim
from qa.domain import (
    Answer,
    Article,
    ArticleId,
    Citation,
    Disagreement,
    Passage,
    Rejection,
    Source,
    Statement,
    Trace,
)
from qa.errors import EmptyLibraryError, QuestionError
from qa.ports import Library

PASSAGES = 10
"""Passages whose sentences are ranked; of the news questions we measured, the answer stands in the first ten for most."""


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds of each stage, in the order they were taken."""

    started: float = field(default_factory=perf_counter)
    taken: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        """Ends a stage that began when the last one ended."""
        self.taken[stage] = round((perf_counter() - self.started) * 1000 - sum(self.taken.values()), 3)

    def total(self) -> dict[str, float]:
        """All stages and their sum."""
        return {**self.taken, "total": round(sum(self.taken.values()), 3)}


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers in verbatim sentences of the stored articles."""

    library: Library
    retriever: Retriever
    ranker: Ranker
    thresholds: Thresholds
    alike: Alike
    longest: int
    """Characters that a question may have."""

    def ask(self, text: str) -> Answer:
        """The answer, or an abstention, which is a result as well.

        Raises:
            QuestionError: the question is empty or too long.
            EmptyLibraryError: no article has been ingested yet.
        """
        question = read_question(self._admitted(text))
        watch = Stopwatch()
        passages = self.retriever.retrieve(question.text, PASSAGES)
        watch.lap("retrieve")
        articles = self._articles(passage.chunk.article_id for passage in passages)
        candidates = self.ranker.rank(question, passages, articles)
        watch.lap("evidence")
        chosen = select(candidates, self.thresholds, self.alike)
        statements, rejections = _state(chosen)
        watch.lap("verify")
        trace = Trace(
            model=f"extractive/{self.ranker.name}",
            prompt_digest=None,
            passages=tuple(passage.chunk.id for passage in passages),
            timings_ms=watch.total(),
        )
        if not statements:
            return self._abstain(question, candidates, rejections, trace)
        return Answer(
            question=question.text,
            mode="extractive",
            statements=statements,
            sources=self._sources(statements, articles),
            trace=trace,
            rejections=rejections,
            disagreements=_disagreements(question, chosen, statements),
        )

    def search(self, text: str, k: int) -> list[Passage]:
        """The k best passages for a question or a few words."""
        return self.retriever.retrieve(self._admitted(text), k)

    def ready(self) -> int:
        """How many articles can be asked about.

        Raises:
            EmptyLibraryError: none.
        """
        articles = self.library.corpus().articles
        if articles == 0:
            raise EmptyLibraryError("there are no articles yet; add some with `qa ingest PATH…`")
        return articles

    def also_in(self, article: Article) -> tuple[ArticleId, ...]:
        """The near-duplicates of an article: the same text elsewhere is no second witness."""
        if article.group is None:
            return ()
        return tuple(name for name in self.library.group(article.group) if name != article.id)

    def _admitted(self, text: str) -> str:
        question = text.strip()
        if not question:
            raise QuestionError("the question is empty; ask something about the articles")
        if len(question) > self.longest:
            raise QuestionError(f"the question has {len(question)} characters; {self.longest} are allowed")
        if not _is_text(question):
            raise QuestionError("the question holds half of a surrogate pair, which no text has; mend the \\u escape")
        self.ready()
        return question

    def _articles(self, ids: Iterable[ArticleId]) -> dict[ArticleId, Article]:
        found = {article_id: self.library.article(article_id) for article_id in dict.fromkeys(ids)}
        return {article_id: article for article_id, article in found.items() if article is not None}

    def _abstain(
        self, question: Question, candidates: Sequence[Candidate], rejections: tuple[Rejection, ...], trace: Trace
    ) -> Answer:
        refusal = abstention(question, candidates)
        articles = self._articles(citation.article_id for citation in refusal.nearest)
        return Answer(
            question=question.text,
            mode="abstained",
            statements=(),
            sources=sources(refusal.nearest, articles),
            trace=trace,
            rejections=rejections,
            abstention=refusal,
        )

    def _sources(self, statements: Sequence[Statement], articles: Mapping[ArticleId, Article]) -> tuple[Source, ...]:
        cited = (citation for statement in statements for citation in statement.citations)
        return tuple(
            replace(source, also_in=self.also_in(articles[source.article_id])) for source in sources(cited, articles)
        )


def _disagreements(
    question: Question, chosen: Sequence[Selected], statements: Sequence[Statement]
) -> tuple[Disagreement, ...]:
    differing = disagreeing(question, [it.candidate for it in chosen])
    spans = {(it.article.id, it.span) for it in differing}
    leads = (statement.citations[0] for statement in statements)
    positions = tuple(it for it in leads if (it.article_id, it.span) in spans)
    return (Disagreement("number", positions),) if len(positions) > 1 else ()


def _is_text(question: str) -> bool:
    """JSON can write half of a surrogate pair, which no database or model takes."""
    try:
        question.encode()
    except UnicodeEncodeError:
        return False
    return True


def _state(chosen: Sequence[Selected]) -> tuple[tuple[Statement, ...], tuple[Rejection, ...]]:
    """The chosen sentences as statements; those that fail verification as rejections, never in silence."""
    statements, rejections = [], []
    for selected in chosen:
        verified = [(it, cite(it.article, it.span)) for it in (selected.candidate, *selected.same)]
        citations = tuple(result for _, result in verified if isinstance(result, Citation))
        rejections += [Rejection(it.text, result.reason) for it, result in verified if isinstance(result, Failure)]
        if citations:
            statements.append(verbatim(citations))
    return tuple(statements), tuple(rejections)
