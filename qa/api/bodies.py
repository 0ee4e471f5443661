"""Give domain values their wire form: ids, numbers and offsets in the answer's text are made here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from secrets import token_hex
from typing import Literal, NamedTuple, get_args

from qa.answer.assemble import citation_numbers, text_of
from qa.answer.question.contextualize import LONGEST
from qa.answer.verify.verifier import MESSAGES
from qa.api.links import deep_link
from qa.api.schemas.answers import (
    AbstentionBody,
    AnswerBody,
    CitationBody,
    CorpusBody,
    CorrectionBody,
    DateBody,
    DegradedBody,
    DisagreementBody,
    FreshnessBody,
    OlderTextBody,
    PartBody,
    PositionBody,
    PremiseBody,
    QualificationBody,
    RejectionBody,
    ShortAnswerBody,
    SourceBody,
    StatementBody,
    SupersededBody,
    SupportBody,
    TurnBody,
    UsageBody,
)
from qa.api.schemas.articles import ArticleBody, ArticleSummary, RegionBody, VersionBody
from qa.api.schemas.jobs import JobBody, RefusedBody
from qa.api.schemas.scope import ExcludedBody, ScopeBody, TimeWindowBody
from qa.api.schemas.search import PassageBody, SearchBody
from qa.api.schemas.wire import SpanBody
from qa.domain.answer import (
    Abstained,
    Abstention,
    Answer,
    Answered,
    Citation,
    Correction,
    Degraded,
    Premise,
    Rejection,
    ShortAnswer,
    Source,
    Statement,
    Turn,
    statements_of,
)
from qa.domain.article import Article, ArticleId, Corpus, Metadata, Passage, Span
from qa.domain.job import Change, Job
from qa.domain.scope import ScopeUse, instant, precision_of
from qa.text.temporal import resolved

_UNKNOWN = Metadata()


class AnswerIdentity(NamedTuple):
    """What identifies an answer from its first event on."""

    id: str
    created_at: datetime
    request_id: str


def new_identity(request_id: str) -> AnswerIdentity:
    """Return the identity of a new answer; 128 random bits, so that nobody can guess another's id."""
    return AnswerIdentity(f"ans_{token_hex(16)}", datetime.now(UTC), request_id)


def turns(history: Sequence[TurnBody]) -> tuple[Turn, ...]:
    """Return the turns before a question as the client sent them, each cut after the longest text that is read."""
    return tuple(Turn(turn.question[:LONGEST], turn.answer[:LONGEST]) for turn in history)


def turn_of(answer: AnswerBody) -> TurnBody:
    """Return an answer as a turn before the next question; our own words of a refusal are no part of what it points back to."""
    said = "" if answer.abstention else answer.text[:LONGEST]
    return TurnBody(question=answer.standalone_question or answer.question, answer=said)


def answer_body(answer: Answer, corpus: Corpus, identity: AnswerIdentity) -> AnswerBody:
    """Return the wire form of an answer, with its sources and citations numbered in the order of first use."""
    statements = statements_of(answer)
    abstention = answer.abstention if isinstance(answer, Abstained) else None
    text, _ = text_of(statements)
    return AnswerBody(
        id=identity.id,
        created_at=identity.created_at,
        mode=answer.mode,
        question=answer.question,
        standalone_question=answer.standalone,
        corrections=correction_bodies(answer.corrections),
        kind=answer.kind,
        verdict=answer.verdict if isinstance(answer, Answered) else None,
        text=abstention.message if abstention else text,
        statements=statement_bodies(statements, answer.sources),
        rejected=[rejection_body(rejection) for rejection in answer.rejections],
        citations=citation_bodies(statements, answer.sources),
        sources=[source_body(source) for source in answer.sources],
        parts=_parts(answer),
        disagreements=_disagreements(answer),
        superseded=_superseded(answer),
        abstention=_abstention(abstention, answer.sources) if abstention else None,
        scope=scope_body(answer.scope),
        freshness=_freshness(answer, corpus),
        degraded=degraded_body(answer.degraded),
        corpus=CorpusBody(fingerprint=corpus.fingerprint, articles=corpus.articles),
        timings_ms=dict(answer.trace.timings_ms),
        usage=UsageBody(**answer.usage._asdict()) if answer.usage else None,
        model=answer.trace.model,
        verifier=answer.trace.verifier,
        prompt_digest=answer.trace.prompt_digest,
        request_id=identity.request_id,
    )


def scope_body(use: ScopeUse | None) -> ScopeBody | None:
    """Return the wire form of the scope that something was drawn from."""
    if use is None:
        return None
    scope = use.scope
    return ScopeBody(
        as_of=scope.as_of,
        since=scope.since,
        clock=scope.clock,
        outlets=list(scope.outlets),
        window=TimeWindowBody(**asdict(scope.window)) if scope.window else None,
        excluded=ExcludedBody.model_validate(use.excluded),
    )


def _freshness(answer: Answer, corpus: Corpus) -> FreshnessBody:
    dates = [source.metadata.published_at for source in answer.sources if source.metadata.published_at]
    return FreshnessBody(
        newest_source_at=max(dates, key=instant, default=None),
        oldest_source_at=min(dates, key=instant, default=None),
        library_updated_at=corpus.updated_at,
        stale_feeds=list(corpus.stale_feeds),
    )


def _disagreements(answer: Answer) -> list[DisagreementBody]:
    numbers = citation_numbers(statements_of(answer))
    return [
        DisagreementBody(
            attribute=disagreement.attribute,
            relation=disagreement.relation,
            positions=[
                PositionBody(
                    value=position.value,
                    citations=[f"cit_{numbers[citation]}" for citation in position.citations],
                    sources=position.sources,
                    published_at=position.published_at,
                )
                for position in disagreement.positions
            ],
        )
        for disagreement in (answer.disagreements if isinstance(answer, Answered) else ())
    ]


def _superseded(answer: Answer) -> list[SupersededBody]:
    names = _statement_names(answer)
    return [
        SupersededBody(
            by=names[id(each.by)],
            reason=each.reason,
            statement=names[id(each.statement)] if each.statement else None,
            was=OlderTextBody(**each.was._asdict()) if each.was else None,
        )
        for each in (answer.superseded if isinstance(answer, Answered) else ())
    ]


def _statement_names(answer: Answer) -> dict[int, str]:
    """The id of each statement, by the object that it is."""
    return {id(statement): f"st_{number}" for number, statement in enumerate(statements_of(answer), start=1)}


def _parts(answer: Answer) -> list[PartBody]:
    names = _statement_names(answer)
    return [
        PartBody(question=part.question, statements=[names[id(statement)] for statement in part.statements])
        for part in (answer.parts if isinstance(answer, Answered) else ())
    ]


def correction_bodies(corrections: Sequence[Correction]) -> list[CorrectionBody]:
    """Return the misspelt words of a question and what they were read as."""
    return [CorrectionBody(asked=correction.asked, read_as=correction.read_as) for correction in corrections]


def statement_bodies(statements: Sequence[Statement], sources: Sequence[Source]) -> list[StatementBody]:
    """Return the statements, and where each stands in the answer's text; more statements after them change nothing."""
    _, places = text_of(statements)
    numbers = citation_numbers(statements)
    known = {source.article_id: source.metadata for source in sources}
    return [
        StatementBody(
            id=f"st_{position}",
            text=statement.text,
            start=place.start,
            end=place.end,
            citations=[f"cit_{number}" for number in place.numbers],
            support=SupportBody(
                verdict=statement.support.verdict,
                provenance=statement.support.provenance,
                checks=dict(statement.support.checks),
                reattributed=statement.support.reattributed,
            ),
            short_answer=_short_answer(statement.short_answer),
            also=statement.also,
            qualifications=[
                QualificationBody(relation=each.relation, citation=f"cit_{numbers[each.citation]}")
                for each in statement.qualifications
            ],
            reported_at=known[statement.citations[0].article_id].published_at,
            dates=[
                date
                for citation, number in zip(statement.citations, place.numbers, strict=True)
                for date in _dates(citation, f"cit_{number}", known[citation.article_id])
            ],
        )
        for position, (statement, place) in enumerate(zip(statements, places, strict=True), start=1)
    ]


def _dates(citation: Citation, name: str, article: Metadata) -> Iterator[DateBody]:
    """Yield the times that a quote names; those that count from a dateline only where the article has one."""
    if article.foreign:
        return
    # The day as the outlet wrote it: in another zone it might be the next.
    published = article.published_at.date() if article.published_at else None
    for each in resolved(citation.quote, published):
        start = citation.span.start
        yield DateBody(
            citation=name,
            text=each.span.of(citation.quote),
            span=span_body(Span(start + each.span.start, start + each.span.end)),
            resolves_to=each.period.text,
            precision=each.period.precision,
            rule=each.rule,
        )


def _short_answer(short_answer: ShortAnswer | None) -> ShortAnswerBody | None:
    return None if short_answer is None else ShortAnswerBody(text=short_answer.text, span=span_body(short_answer.span))


def citation_bodies(statements: Sequence[Statement], sources: tuple[Source, ...]) -> list[CitationBody]:
    """Return every citation of the statements once, by number."""
    return [_citation(citation, number, sources) for citation, number in citation_numbers(statements).items()]


def rejection_body(rejection: Rejection) -> RejectionBody:
    """Return the wire form of a sentence that was not shown."""
    return RejectionBody(text=rejection.text, reason=rejection.reason, message=MESSAGES[rejection.reason])


def degraded_body(degraded: Degraded | None) -> DegradedBody | None:
    """Return why an answer is not the one that was wanted as a wire body."""
    return None if degraded is None else DegradedBody(reason=degraded.reason, retry_after=degraded.retry_after)


def _abstention(abstention: Abstention, sources: tuple[Source, ...]) -> AbstentionBody:
    nearest = [_citation(citation, number, sources) for number, citation in enumerate(abstention.nearest, start=1)]
    return AbstentionBody(
        reason=abstention.reason,
        message=abstention.message,
        nearest=nearest,
        missing=list(abstention.missing),
        premise=_premise(abstention.premise, len(nearest), sources),
    )


def _premise(premise: Premise | None, before: int, sources: tuple[Source, ...]) -> PremiseBody | None:
    """Return the wire form; its citations are numbered on from those of the nearest passages."""
    if premise is None:
        return None
    citations = [
        _citation(citation, number, sources) for number, citation in enumerate(premise.citations, start=before + 1)
    ]
    return PremiseBody(asked=premise.asked, stands=premise.stands, citations=citations)


def _citation(citation: Citation, number: int, sources: tuple[Source, ...]) -> CitationBody:
    source = next(source for source in sources if source.article_id == citation.article_id)
    return CitationBody(
        id=f"cit_{number}",
        number=number,
        source=source.number,
        article_id=citation.article_id,
        version=citation.version,
        quote=citation.quote,
        span=span_body(citation.span),
        raw_span=span_body(citation.raw_span),
        deep_link=deep_link(source.metadata.url, citation.quote),
    )


def source_body(source: Source) -> SourceBody:
    """Return the wire form of a cited article."""
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
        origin=source.origin,
    )


def span_body(span: Span) -> SpanBody:
    """Return the wire form of a span."""
    return SpanBody(start=span.start, end=span.end)


def search_body(query: str, passages: list[Passage], known: Mapping[str, Metadata], request_id: str) -> SearchBody:
    """Return the wire form of a search; `known` has what is known of the articles, by their ids."""
    return SearchBody(
        query=query,
        passages=[
            PassageBody(
                chunk_id=passage.chunk.id,
                article_id=passage.chunk.article_id,
                version=passage.chunk.version,
                title=known.get(passage.chunk.article_id, _UNKNOWN).title,
                url=known.get(passage.chunk.article_id, _UNKNOWN).url,
                text=passage.chunk.text,
                span=span_body(passage.chunk.span),
                lexical=passage.lexical,
                semantic=passage.semantic,
                score=passage.score,
            )
            for passage in passages
        ],
        request_id=request_id,
    )


def article_summary(article: Article, also_in: Sequence[ArticleId]) -> ArticleSummary:
    """Return the wire form of an article without its text."""
    metadata = article.metadata
    return ArticleSummary(
        article_id=article.id,
        version=article.version,
        title=metadata.title,
        publisher=metadata.publisher,
        authors=list(metadata.authors),
        url=metadata.url,
        published_at=metadata.published_at,
        published_precision=precision_of(metadata.published_at) if metadata.published_at else None,
        updated_at=metadata.updated_at,
        first_seen_at=article.first_seen_at,
        language=metadata.language,
        characters=len(article.clean),
        also_in=list(also_in),
        expires_at=metadata.expires_at,
        correction=metadata.correction,
    )


def article_body(article: Article, also_in: Sequence[ArticleId], current_version: str) -> ArticleBody:
    """Return the wire form of an article with its texts and regions; it may be a version that another has replaced."""
    return ArticleBody(
        **article_summary(article, also_in).model_dump(),
        current_version=current_version,
        metadata_origins=dict(article.metadata.origins),
        clean=article.clean,
        raw=article.raw,
        regions=[RegionBody(kind=region.kind, raw_span=span_body(region.span)) for region in article.cleaned.regions],
    )


def job_body(job: Job, problem: str | None) -> JobBody:
    """Return the wire form of a job; `problem` is what keeps all jobs from going on just now."""
    names = {change: [name for kind, name in job.outcome.changes if kind == change] for change in get_args(Change)}
    unfinished: Literal["running", "waiting"] = "running" if job.begun else "waiting"
    return JobBody(
        id=job.id,
        state="done" if job.finished_at else unfinished,
        created_at=job.created_at,
        finished_at=job.finished_at,
        total=job.total,
        done=job.total - job.waiting,
        refused=[RefusedBody(**refusal._asdict()) for refusal in job.outcome.refused],
        notes=list(job.outcome.notes),
        chunks=job.outcome.chunks,
        problem=None if job.finished_at else problem,
        **names,
    )


def version_body(article: Article, *, is_current: bool) -> VersionBody:
    """Return the wire form of a version of an article, without its text."""
    return VersionBody(
        version=article.version,
        current=is_current,
        title=article.metadata.title,
        published_at=article.metadata.published_at,
        updated_at=article.metadata.updated_at,
        first_seen_at=article.first_seen_at,
        characters=len(article.clean),
    )
