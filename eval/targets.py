"""The seam to what is measured, a question in and an outcome out; here for our services in this process."""

import asyncio
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Protocol

from eval.record import Cited, Differing, Held, Marked, Outcome, Presumed, Qualified, Retrieved, Said, SaidPart
from qa.domain.answer import (
    Abstained,
    Abstention,
    Answer,
    Answered,
    Citation,
    Disagreement,
    Inquiry,
    Part,
    ShortAnswer,
    Statement,
    Turn,
)
from qa.domain.article import Chunk
from qa.errors import DatelineError
from qa.services import Services


class Target(Protocol):
    """What answers."""

    @property
    def name(self) -> str: ...

    @property
    def corpus(self) -> str:
        """Fingerprint of the articles; empty where it cannot be known."""
        ...

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Outcome:
        """Answer a question after the turns before it; an answer that fails is an outcome of mode `error`.

        Raises:
            TargetError: it does not answer at all, so that nothing could be measured.
        """
        ...

    def texts(self) -> Mapping[str, str]:
        """The clean text of every article by id; empty where it shows none."""
        ...


class InProcess:
    """Our own services in this process: no server, no network."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._loop = asyncio.Runner()

    @property
    def name(self) -> str:
        return "in process"

    @property
    def corpus(self) -> str:
        return self._services.library.corpus().fingerprint

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Outcome:
        started = perf_counter()
        try:
            answer = self._loop.run(self._services.responder.ask(Inquiry(question, history=tuple(history))))
        except DatelineError as error:
            return Outcome(mode="error", error=str(error))
        chunks = self._services.library.chunks(answer.trace.passages)
        passages = [chunks[name] for name in answer.trace.passages if name in chunks]
        return outcome_of(answer, passages, (perf_counter() - started) * 1000)

    def texts(self) -> Mapping[str, str]:
        return {article.id: article.clean for article in self._services.articles.all()}

    def close(self) -> None:
        """End the language model's connections."""
        self._loop.run(self._services.responder.aclose())
        self._loop.close()


def outcome_of(answer: Answer, passages: Sequence[Chunk] | None, milliseconds: float = 0.0) -> Outcome:
    """An answer of ours as the record keeps it; `passages`: what was retrieved for it, None where that is not known."""
    usage = answer.usage
    made = _answered(answer) if isinstance(answer, Answered) else _abstained(answer)
    return made.model_copy(
        update={
            "kind": answer.kind,
            "passages": None if passages is None else tuple(map(_retrieved, passages)),
            "rejected": tuple(rejection.reason for rejection in answer.rejections),
            "degraded": answer.degraded.reason if answer.degraded else None,
            "milliseconds": round(milliseconds, 3),
            "stages": dict(answer.trace.timings_ms),
            "tokens": usage.input_tokens + usage.output_tokens if usage else None,
            "model": answer.trace.model,
            "prompt_digest": answer.trace.prompt_digest,
        }
    )


def _answered(answer: Answered) -> Outcome:
    return Outcome(
        mode=answer.mode,
        verdict=answer.verdict,
        statements=tuple(map(_said, answer.statements)),
        parts=tuple(_part(part, answer.statements) for part in answer.parts),
        disagreements=tuple(map(_differing, answer.disagreements)),
    )


def _abstained(answer: Abstained) -> Outcome:
    abstention = answer.abstention
    return Outcome(
        mode=answer.mode,
        abstention=abstention.reason,
        nearest=tuple(map(_cited, abstention.nearest)),
        missing=abstention.missing,
        premise=_premise(abstention),
    )


def _said(statement: Statement) -> Said:
    return Said(
        text=statement.text,
        citations=tuple(map(_cited, statement.citations)),
        short_answer=_short_answer(statement.short_answer),
        also=statement.also,
        qualifications=tuple(
            Qualified(relation=each.relation, citation=_cited(each.citation)) for each in statement.qualifications
        ),
    )


def _part(part: Part, statements: Sequence[Statement]) -> SaidPart:
    """Statements are told apart by identity, as on the wire: two may say the same."""
    places = {id(statement): place for place, statement in enumerate(statements)}
    return SaidPart(question=part.question, statements=tuple(places[id(statement)] for statement in part.statements))


def _differing(disagreement: Disagreement) -> Differing:
    return Differing(
        attribute=disagreement.attribute,
        relation=disagreement.relation,
        positions=tuple(
            Held(value=position.value, citations=tuple(map(_cited, position.citations)), sources=position.sources)
            for position in disagreement.positions
        ),
    )


def _premise(abstention: Abstention) -> Presumed | None:
    premise = abstention.premise
    if premise is None:
        return None
    return Presumed(asked=premise.asked, stands=premise.stands, citations=tuple(map(_cited, premise.citations)))


def _short_answer(marked: ShortAnswer | None) -> Marked | None:
    return None if marked is None else Marked(text=marked.text, start=marked.span.start, end=marked.span.end)


def _retrieved(chunk: Chunk) -> Retrieved:
    return Retrieved(article=chunk.article_id, start=chunk.span.start, end=chunk.span.end, text=chunk.text)


def _cited(citation: Citation) -> Cited:
    return Cited(article=citation.article_id, quote=citation.quote, start=citation.span.start, end=citation.span.end)
