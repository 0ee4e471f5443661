"""Answers that have all that an answer can have, built through the schema, for the tests of what shows them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from qa.api.schemas.answers import (
    AbstentionBody,
    AnswerBody,
    CitationBody,
    CorpusBody,
    DisagreementBody,
    OlderTextBody,
    PartBody,
    PositionBody,
    PremiseBody,
    QualificationBody,
    ShortAnswerBody,
    SourceBody,
    StatementBody,
    SupersededBody,
    SupportBody,
)
from qa.api.schemas.events import StatementEvent, StreamEvent
from qa.api.schemas.wire import SpanBody
from qa.domain.answer import DisagreementRelation, QualificationRelation, Ruling

CLOSED = "The ferry pier was not closed in March, the harbour office said."
DENIED = "The mayor disputed that."
COUNTED = "In Northport 340 homes were flooded on Monday."
RECOUNTED = "Northport later counted 410 flooded homes."
OUTLETS = ("Harbour Post", "Coast Wire", None)
DAYS = (datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC), None)
QUESTION = "Was the ferry pier closed in March?"


def citation(number: int, quote: str, source: int = 1) -> CitationBody:
    """A quote that opens its article."""
    span = SpanBody(start=0, end=len(quote))
    return CitationBody(
        id=f"cit_{number}",
        number=number,
        source=source,
        article_id=f"story-{source}",
        version="v",
        quote=quote,
        span=span,
        raw_span=span,
        deep_link=None,
    )


def statement(number: int, quote: str, citations: Sequence[int] | None = None, short: str = "") -> StatementBody:
    """A statement that says its first quote, which is that of its own number unless others are named."""
    start = quote.find(short)
    marked = ShortAnswerBody(text=short, span=SpanBody(start=start, end=start + len(short)))
    return StatementBody(
        id=f"st_{number}",
        text=quote,
        start=0,
        end=len(quote),
        citations=[f"cit_{each}" for each in citations or [number]],
        support=SupportBody(verdict="verbatim", provenance="quotation", checks={"quote_verbatim": True}),
        short_answer=marked if short else None,
    )


def answer(statements: Sequence[StatementBody], citations: Sequence[CitationBody]) -> AnswerBody:
    """An answer without anything else."""
    sources = [
        SourceBody(
            number=number,
            article_id=f"story-{number}",
            title=f"Story {number}",
            publisher=outlet,
            authors=[],
            url=None,
            published_at=day,
            also_in=[],
        )
        for number, (outlet, day) in enumerate(zip(OUTLETS, DAYS, strict=True), start=1)
    ]
    return AnswerBody(
        id=f"ans_{'0' * 32}",
        created_at=datetime(2026, 11, 29, tzinfo=UTC),
        mode="extractive",
        question=QUESTION,
        text=" ".join(each.text for each in statements),
        statements=list(statements),
        rejected=[],
        citations=list(citations),
        sources=sources,
        disagreements=[],
        abstention=None,
        corpus=CorpusBody(fingerprint="f" * 32, articles=3),
        timings_ms={},
        model="extractive/test",
        prompt_digest=None,
        request_id="req_test",
    )


def ruled(ruling: Ruling, relation: QualificationRelation = "denies", also: int = 2) -> AnswerBody:
    """A yes or no whose quote others confirm and one sentence qualifies."""
    said = statement(1, CLOSED, short="not closed")
    qualified = said.model_copy(
        update={"also": also, "qualifications": [QualificationBody(relation=relation, citation="cit_2")]}
    )
    made = answer([qualified], [citation(1, CLOSED), citation(2, DENIED, 2)])
    return made.model_copy(update={"kind": "yes_no", "verdict": ruling})


def differing(relation: DisagreementRelation, value: str = "410") -> AnswerBody:
    """Two positions, one of two sources and one of a source without a date."""
    positions = [
        PositionBody(value=value, citations=["cit_1"], sources=2, published_at=DAYS[1]),
        PositionBody(value="340", citations=["cit_2"], sources=1, published_at=None),
    ]
    disagreement = DisagreementBody(attribute="number", relation=relation, positions=positions)
    made = answer(
        [statement(1, RECOUNTED), statement(2, COUNTED)], [citation(1, RECOUNTED, 2), citation(2, COUNTED, 3)]
    )
    return made.model_copy(update={"disagreements": [disagreement]})


def superseded() -> AnswerBody:
    """A correction before what it corrects, and what an older version of its article said."""
    was = OlderTextBody(article_id="story-1", version="0" * 64, quote="In Northport 300 homes were flooded.")
    replaced = [
        SupersededBody(by="st_1", reason="correction", statement="st_2"),
        SupersededBody(by="st_1", reason="version", was=was),
    ]
    made = answer(
        [statement(1, RECOUNTED), statement(2, COUNTED)], [citation(1, RECOUNTED, 2), citation(2, COUNTED, 3)]
    )
    return made.model_copy(update={"superseded": replaced})


def several() -> AnswerBody:
    """Three questions: one answered by a sentence that answers the next one as well, and one by nothing."""
    parts = [
        PartBody(question="How many homes were flooded?", statements=["st_1"]),
        PartBody(question="Who paid for the pier?", statements=[]),
        PartBody(question="When was the flood?", statements=["st_1", "st_2"]),
    ]
    made = answer(
        [statement(1, COUNTED, short="340"), statement(2, RECOUNTED)], [citation(1, COUNTED), citation(2, RECOUNTED, 2)]
    )
    return made.model_copy(update={"kind": "several", "parts": parts})


def overview() -> AnswerBody:
    """Three sentences, the last of an article without a date."""
    quotes = (COUNTED, RECOUNTED, CLOSED)
    made = answer(
        [statement(number, quote) for number, quote in enumerate(quotes, start=1)],
        [citation(number, quote, number) for number, quote in enumerate(quotes, start=1)],
    )
    return made.model_copy(update={"kind": "overview"})


def refused(missing: Sequence[str] = (), premise: PremiseBody | None = None) -> AnswerBody:
    """No answer, with a passage that comes near."""
    abstention = AbstentionBody(
        reason="insufficient",
        message="Nothing in the articles clearly answers this question.",
        nearest=[citation(1, COUNTED)],
        missing=list(missing),
        premise=premise,
    )
    return answer([], []).model_copy(update={"mode": "abstained", "text": abstention.message, "abstention": abstention})


PREMISE = PremiseBody(asked="the pier was closed", stands=CLOSED, citations=[citation(2, CLOSED, 2)])


def events(made: AnswerBody) -> list[StreamEvent]:
    """The answer as it comes: each statement with what it cites, then the whole."""
    cited = {each.id: each for each in made.citations}
    coming = [
        StatementEvent(
            statement=each,
            citations=[cited[name] for name in (*each.citations, *(other.citation for other in each.qualifications))],
            sources=made.sources,
        )
        for each in made.statements
    ]
    return [*coming, made]


def streamed(made: AnswerBody) -> str:
    """Its stream as a server sends it."""
    return "".join(
        f"id: {made.id}:{number}\nevent: {event.event_name}\ndata: {event.model_dump_json()}\n\n"
        for number, event in enumerate(events(made), start=1)
    )


def with_payload(made: AnswerBody, payload: str) -> AnswerBody:
    """The answer with a payload behind each text that comes from an article or a question."""
    texts = {"text", "quote", "question", "asked", "stands", "value", "title", "publisher", "standalone_question"}

    def infected(value: object, name: str = "") -> object:
        if isinstance(value, dict):
            return {key: infected(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [infected(each, name) for each in value]
        return f"{value} {payload}" if isinstance(value, str) and name in {*texts, "missing"} else value

    return AnswerBody.model_validate(infected(json.loads(made.model_dump_json())))
