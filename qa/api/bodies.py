"""Turns domain values into the bodies of the wire format: ids, numbers and offsets in the answer's text are made here."""

from collections.abc import Sequence
from datetime import UTC, datetime
from secrets import token_hex
from typing import NamedTuple

from qa.answer.assemble import citation_numbers, text_of
from qa.answer.question.contextualize import LONGEST
from qa.api.links import deep_link
from qa.api.schemas.answers import (
    AbstentionBody,
    AnswerBody,
    CitationBody,
    CorpusBody,
    DegradedBody,
    DisagreementBody,
    PassageBody,
    RejectionBody,
    SearchBody,
    SourceBody,
    SpanBody,
    StatementBody,
    SupportBody,
    TurnBody,
    UsageBody,
)
from qa.api.schemas.articles import ArticleBody, ArticleSummary, RegionBody
from qa.domain.answer import (
    Abstained,
    Abstention,
    Answer,
    Answered,
    Citation,
    Rejection,
    Source,
    Statement,
    Turn,
    statements_of,
)
from qa.domain.article import Article, ArticleId, Corpus, Passage, Span


class Named(NamedTuple):
    """What an answer is known by from its first event on."""

    id: str
    created_at: datetime
    request_id: str


def named(request_id: str) -> Named:
    """A new answer's name; 128 random bits, so that nobody can guess another's."""
    return Named(f"ans_{token_hex(16)}", datetime.now(UTC), request_id)


def turns(history: Sequence[TurnBody]) -> tuple[Turn, ...]:
    """The turns before a question, as the client tells them, as far as they are read."""
    return tuple(Turn(turn.question[:LONGEST], turn.answer[:LONGEST]) for turn in history)


def answer_body(answer: Answer, corpus: Corpus, name: Named) -> AnswerBody:
    """The wire form of an answer; numbers and offsets are made here, in the order of first use."""
    statements = statements_of(answer)
    abstention = answer.abstention if isinstance(answer, Abstained) else None
    text, _ = text_of(statements)
    numbers = citation_numbers(statements)
    return AnswerBody(
        id=name.id,
        created_at=name.created_at,
        mode=answer.mode,
        question=answer.question,
        standalone_question=answer.standalone,
        text=abstention.message if abstention else text,
        statements=statement_bodies(statements),
        rejected=[rejection_body(it) for it in answer.rejections],
        citations=citation_bodies(statements, answer.sources),
        sources=[source_body(source) for source in answer.sources],
        disagreements=[
            DisagreementBody(kind=it.kind, citations=[f"cit_{numbers[position]}" for position in it.positions])
            for it in (answer.disagreements if isinstance(answer, Answered) else ())
        ],
        abstention=_abstention(abstention, answer.sources) if abstention else None,
        degraded=DegradedBody(reason=it.reason, retry_after=it.retry_after) if (it := answer.degraded) else None,
        corpus=CorpusBody(fingerprint=corpus.fingerprint, articles=corpus.articles),
        timings_ms=dict(answer.trace.timings_ms),
        usage=UsageBody(**answer.usage._asdict()) if answer.usage else None,
        model=answer.trace.model,
        prompt_digest=answer.trace.prompt_digest,
        request_id=name.request_id,
    )


def statement_bodies(statements: Sequence[Statement]) -> list[StatementBody]:
    """The statements and where each stands in the answer's text; more statements after them change nothing."""
    _, places = text_of(statements)
    return [
        StatementBody(
            id=f"st_{position}",
            text=statement.text,
            start=place.start,
            end=place.end,
            citations=[f"cit_{number}" for number in place.numbers],
            support=SupportBody(
                verdict=statement.support.verdict,
                checks=dict(statement.support.checks),
                reattributed=statement.support.reattributed,
            ),
        )
        for position, (statement, place) in enumerate(zip(statements, places, strict=True), start=1)
    ]


def citation_bodies(statements: Sequence[Statement], sources: tuple[Source, ...]) -> list[CitationBody]:
    """Every citation of the statements once, by number."""
    return [_citation(citation, number, sources) for citation, number in citation_numbers(statements).items()]


def rejection_body(rejection: Rejection) -> RejectionBody:
    """A sentence that was not shown."""
    return RejectionBody(text=rejection.text, reason=rejection.reason)


def _abstention(abstention: Abstention, sources: tuple[Source, ...]) -> AbstentionBody:
    nearest = [_citation(citation, number, sources) for number, citation in enumerate(abstention.nearest, start=1)]
    return AbstentionBody(reason=abstention.reason, message=abstention.message, nearest=nearest)


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


def source_body(source: Source) -> SourceBody:
    """A cited article."""
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
    metadata = article.metadata
    return ArticleSummary(
        article_id=article.id,
        version=article.version,
        title=metadata.title,
        publisher=metadata.publisher,
        authors=list(metadata.authors),
        url=metadata.url,
        published_at=metadata.published_at,
        language=metadata.language,
        characters=len(article.clean),
        also_in=list(also_in),
    )


def article_body(article: Article, also_in: Sequence[ArticleId]) -> ArticleBody:
    """An article with its texts and regions."""
    return ArticleBody(
        **article_summary(article, also_in).model_dump(),
        clean=article.clean,
        raw=article.raw,
        regions=[RegionBody(kind=it.kind, raw_span=_span(it.span)) for it in article.cleaned.regions],
    )
