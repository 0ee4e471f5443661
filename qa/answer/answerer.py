"""Turns a question into an answer: read, retrieve, rank, select, verify, compose; or abstain and say why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.answer.assemble import abstention, sources
from qa.answer.evidence.ranker import Ranker
from qa.answer.extract.conflicts import conflicting
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.select import Selected, Thresholds, select
from qa.answer.findings import Findings, Stopwatch
from qa.answer.question.parse import read_question
from qa.answer.retrieval import Retriever
from qa.answer.verify.citation import Failure, cite, verbatim
from qa.domain.answer import Answer, Citation, Degraded, Disagreement, Rejection, Source, Statement, Trace, Usage
from qa.domain.article import Article, ArticleId, Passage
from qa.errors import EmptyLibraryError, QuestionError
from qa.ports import Library

PASSAGES = 10
"""Passages whose sentences are ranked; of the news questions we measured, the answer stands in the first ten for most."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """Why sentences of articles are given where written ones were wanted, and what came of the writing."""

    degraded: Degraded
    rejections: tuple[Rejection, ...] = ()
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers in verbatim sentences of the stored articles."""

    library: Library
    retriever: Retriever
    ranker: Ranker
    thresholds: Thresholds
    is_duplicate: DuplicateCheck
    longest: int
    """Characters that a question may have."""

    def ask(self, text: str) -> Answer:
        """The answer, or an abstention, which is a result as well; raises as `find` does."""
        return self.quote(self.find(text))

    def find(self, text: str) -> Findings:
        """Reads the question, retrieves, ranks and selects.

        Raises:
            QuestionError: the question is empty or too long.
            EmptyLibraryError: no article has been ingested yet.
        """
        question = read_question(self.admitted(text))
        watch = Stopwatch()
        found = self.retriever.retrieve(question.text, PASSAGES)
        watch.lap("retrieve")
        articles = self._articles(passage.chunk.article_id for passage in found)
        # An article may have been changed or removed since its passage was found.
        versions = {article.id: article.version for article in articles.values()}
        passages = [it for it in found if versions.get(it.chunk.article_id) == it.chunk.version]
        candidates = self.ranker.rank(question, passages, articles)
        chosen = select(candidates, self.thresholds, self.is_duplicate)
        watch.lap("evidence")
        return Findings(question, passages, articles, candidates, chosen, watch)

    def quote(self, found: Findings, fallback: Fallback | None = None) -> Answer:
        """The answer in the sentences that were found, or an abstention; `fallback`: why no written one is given."""
        statements, rejections = state(found.chosen)
        found.watch.lap("verify")
        answer = Answer(
            question=found.question.text,
            mode="extractive",
            statements=statements,
            sources=self.sources(statements, found.articles),
            trace=Trace(
                model=f"extractive/{self.ranker.name}",
                prompt_digest=None,
                passages=tuple(passage.chunk.id for passage in found.passages),
                timings_ms=found.watch.total(),
            ),
            rejections=(*(fallback.rejections if fallback else ()), *rejections),
            disagreements=disagreements(found, statements),
            degraded=fallback.degraded if fallback else None,
            usage=fallback.usage if fallback else None,
        )
        return answer if statements else self._abstain(found, answer)

    def search(self, text: str, k: int) -> list[Passage]:
        """The k best passages for a question or a few words."""
        return self.retriever.retrieve(self.admitted(text), k)

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

    def admitted(self, text: str) -> str:
        """The question without white space around it; raises as `find` does."""
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

    def _abstain(self, found: Findings, answer: Answer) -> Answer:
        refusal = abstention(found.question, found.candidates)
        return replace(answer, mode="abstained", sources=sources(refusal.nearest, found.articles), abstention=refusal)

    def sources(self, statements: Sequence[Statement], articles: Mapping[ArticleId, Article]) -> tuple[Source, ...]:
        """The cited articles, numbered in the order of first use, with their near-duplicates."""
        cited = (citation for statement in statements for citation in statement.citations)
        return tuple(
            replace(source, also_in=self.also_in(articles[source.article_id])) for source in sources(cited, articles)
        )


def disagreements(found: Findings, statements: Sequence[Statement]) -> tuple[Disagreement, ...]:
    """Where the statements give different figures for what was asked."""
    differing = conflicting(found.question, [it.candidate for it in found.chosen])
    spans = {(it.article.id, it.span) for it in differing}
    cited = dict.fromkeys(it for statement in statements for it in statement.citations)
    positions = tuple(it for it in cited if (it.article_id, it.span) in spans)
    return (Disagreement("number", positions),) if len(positions) > 1 else ()


def _is_text(question: str) -> bool:
    """JSON can write half of a surrogate pair, which no database or model takes."""
    try:
        question.encode()
    except UnicodeEncodeError:
        return False
    return True


def state(chosen: Sequence[Selected]) -> tuple[tuple[Statement, ...], tuple[Rejection, ...]]:
    """The chosen sentences as statements; those that fail verification as rejections, never in silence."""
    statements, rejections = [], []
    for selected in chosen:
        verified = [(it, cite(it.article, it.span)) for it in (selected.candidate, *selected.same)]
        citations = tuple(result for _, result in verified if isinstance(result, Citation))
        rejections += [Rejection(it.text, result.reason) for it, result in verified if isinstance(result, Failure)]
        if citations:
            statements.append(verbatim(citations))
    return tuple(statements), tuple(rejections)
