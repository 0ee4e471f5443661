"""Turns domain values into the wire format: the same object for the command line, HTTP and every later way in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal, TypedDict
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from qa.answer.compose import citations_of, text_of
from qa.domain import (
    AbstentionReason,
    Answer,
    Article,
    ArticleId,
    Citation,
    Corpus,
    Mode,
    Passage,
    RegionKind,
    Source,
    Span,
    Verdict,
)
from qa.serve.links import deep_link


class Wire(BaseModel):
    """Base of all bodies: unknown fields of a request are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(Wire):
    """The body of POST /v1/answers."""

    question: Annotated[str, Field(description="A question about the articles, 1 to 2,000 characters.")]


class Search(Wire):
    """The body of POST /v1/search."""

    query: Annotated[str, Field(description="A question or a few words.")]
    limit: Annotated[int, Field(ge=1, le=50, strict=True)] = 10


class SpanBody(Wire):
    """Half-open, in Unicode code points."""

    start: int
    end: int


class SupportBody(Wire):
    """Why the statement may be shown."""

    verdict: Verdict
    checks: dict[str, bool]


class StatementBody(Wire):
    """A statement and where it stands in the answer's text."""

    id: str
    text: str
    start: int
    end: int
    citations: list[str]
    support: SupportBody


class CitationBody(Wire):
    """A verbatim quote; `source` is the number of the source, `number` the marker in the text."""

    id: str
    number: int
    source: int
    article_id: str
    version: str
    quote: str
    span: SpanBody
    raw_span: SpanBody
    deep_link: str | None


class SourceBody(Wire):
    """A cited article; null is unknown."""

    number: int
    article_id: str
    title: str | None
    publisher: str | None
    authors: list[str]
    url: str | None
    published_at: datetime | None
    also_in: list[str]


class AbstentionBody(Wire):
    """Why there is no answer, and what came nearest."""

    reason: AbstentionReason
    message: str
    nearest: list[CitationBody]


class RejectionBody(Wire):
    """A sentence that was not shown."""

    text: str
    reason: str


class DisagreementBody(Wire):
    """Citations (by id) that give different figures for the same thing."""

    kind: Literal["number"]
    citations: list[str]


class CorpusBody(Wire):
    """What the answer was drawn from."""

    fingerprint: str
    articles: int


class AnswerBody(Wire):
    """The answer."""

    id: str
    object: Literal["answer"] = "answer"
    created_at: datetime
    status: Literal["completed"] = "completed"
    mode: Mode
    question: str
    text: str
    index_unit: Literal["codepoint"] = "codepoint"
    statements: list[StatementBody]
    rejected: list[RejectionBody]
    citations: list[CitationBody]
    sources: list[SourceBody]
    disagreements: list[DisagreementBody]
    abstention: AbstentionBody | None
    degraded: None = None
    corpus: CorpusBody
    timings_ms: dict[str, float]
    model: str
    prompt_digest: str | None
    request_id: str


class PassageBody(Wire):
    """A retrieved chunk with both normalised scores; null: not found that way."""

    chunk_id: str
    article_id: str
    version: str
    title: str | None
    text: str
    span: SpanBody
    lexical: float | None
    semantic: float | None
    score: float


class SearchBody(Wire):
    """Passages, best first."""

    object: Literal["search"] = "search"
    query: str
    passages: list[PassageBody]
    request_id: str


class RegionBody(Wire):
    """A span of the raw text and what it is."""

    kind: RegionKind
    raw_span: SpanBody


class ArticleSummary(Wire):
    """An article without its text."""

    article_id: str
    version: str
    title: str | None
    publisher: str | None
    authors: list[str]
    url: str | None
    published_at: datetime | None
    language: str | None
    characters: int
    also_in: list[str]


class ArticleBody(ArticleSummary):
    """An article with clean text, raw text and regions, so that a quote can be shown in its place."""

    object: Literal["article"] = "article"
    clean: str
    raw: str
    regions: list[RegionBody]


class ArticlePage(Wire):
    """Articles in the order of their ids; `next_cursor` goes into the next request's `cursor`."""

    object: Literal["list"] = "list"
    data: list[ArticleSummary]
    next_cursor: str | None


class Problem(BaseModel):
    """An RFC 9457 problem."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[dict[str, str]] = []


def answer_body(answer: Answer, corpus: Corpus, request_id: str) -> AnswerBody:
    """The wire form of an answer; numbers and offsets are made here, in the order of first use."""
    text, places = text_of(answer.statements)
    numbers = citations_of(answer.statements)
    statements = [
        StatementBody(
            id=f"st_{position}",
            text=statement.text,
            start=place.start,
            end=place.end,
            citations=[f"cit_{number}" for number in place.numbers],
            support=SupportBody(verdict=statement.support.verdict, checks=dict(statement.support.checks)),
        )
        for position, (statement, place) in enumerate(zip(answer.statements, places, strict=True), start=1)
    ]
    return AnswerBody(
        id=f"ans_{uuid4().hex}",
        created_at=datetime.now(UTC),
        mode=answer.mode,
        question=answer.question,
        text=text or (answer.abstention.message if answer.abstention else ""),
        statements=statements,
        rejected=[RejectionBody(text=it.text, reason=it.reason) for it in answer.rejections],
        citations=[_citation(citation, number, answer.sources) for citation, number in numbers.items()],
        sources=[_source(source) for source in answer.sources],
        disagreements=[
            DisagreementBody(kind=it.kind, citations=[f"cit_{numbers[position]}" for position in it.positions])
            for it in answer.disagreements
        ],
        abstention=_abstention(answer),
        corpus=CorpusBody(fingerprint=corpus.fingerprint, articles=corpus.articles),
        timings_ms=dict(answer.trace.timings_ms),
        model=answer.trace.model,
        prompt_digest=answer.trace.prompt_digest,
        request_id=request_id,
    )


def _abstention(answer: Answer) -> AbstentionBody | None:
    if answer.abstention is None:
        return None
    nearest = [
        _citation(citation, number, answer.sources)
        for number, citation in enumerate(answer.abstention.nearest, start=1)
    ]
    return AbstentionBody(reason=answer.abstention.reason, message=answer.abstention.message, nearest=nearest)


def _citation(citation: Citation, number: int, sources: tuple[Source, ...]) -> CitationBody:
    source = next(source for source in sources if source.article_id == citation.article_id)
    return CitationBody(
        id=f"cit_{number}",
        number=number,
        source=source.number,
        article_id=citation.article_id,
        version=citation.version,
        quote=citation.quote,
        span=_span(citation.span),
        raw_span=_span(citation.raw_span),
        deep_link=deep_link(source.metadata.url, citation.quote),
    )


def _source(source: Source) -> SourceBody:
    metadata = source.metadata
    return SourceBody(
        number=source.number,
        article_id=source.article_id,
        title=metadata.title,
        publisher=metadata.publisher,
        authors=list(metadata.authors),
        url=metadata.url,
        published_at=metadata.published_at,
        also_in=list(source.also_in),
    )


def _span(span: Span) -> SpanBody:
    return SpanBody(start=span.start, end=span.end)


def search_body(query: str, passages: list[Passage], titles: dict[str, str | None], request_id: str) -> SearchBody:
    """The wire form of a search."""
    return SearchBody(
        query=query,
        passages=[
            PassageBody(
                chunk_id=it.chunk.id,
                article_id=it.chunk.article_id,
                version=it.chunk.version,
                title=titles.get(it.chunk.article_id),
                text=it.chunk.text,
                span=_span(it.chunk.span),
                lexical=it.lexical,
                semantic=it.semantic,
                score=it.score,
            )
            for it in passages
        ],
        request_id=request_id,
    )


def article_summary(article: Article, also_in: Sequence[ArticleId]) -> ArticleSummary:
    """An article without its text."""
    return ArticleSummary(**_facts(article, also_in))


def article_body(article: Article, also_in: Sequence[ArticleId]) -> ArticleBody:
    """An article with its texts and regions."""
    return ArticleBody(
        **_facts(article, also_in),
        clean=article.clean,
        raw=article.raw,
        regions=[RegionBody(kind=it.kind, raw_span=_span(it.span)) for it in article.cleaned.regions],
    )


class _Facts(TypedDict):
    article_id: str
    version: str
    title: str | None
    publisher: str | None
    authors: list[str]
    url: str | None
    published_at: datetime | None
    language: str | None
    characters: int
    also_in: list[str]


def _facts(article: Article, also_in: Sequence[ArticleId]) -> _Facts:
    metadata = article.metadata
    return _Facts(
        article_id=article.id,
        version=article.version,
        title=metadata.title,
        publisher=metadata.publisher,
        authors=list(metadata.authors),
        url=metadata.url,
        published_at=metadata.published_at,
        language=metadata.language,
        characters=len(article.clean),
        also_in=[str(name) for name in also_in],
    )
