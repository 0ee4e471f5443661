"""Gather what an answer tells beyond what OpenAI's formats have a place for."""

from collections.abc import Sequence

from qa.api.openai.schemas import Facts
from qa.api.openai.transcript import Marker
from qa.api.schemas.answers import AnswerBody, UsageBody

_NOTHING = UsageBody(input_tokens=0, output_tokens=0)


def facts_of(answer: AnswerBody, annotated: Sequence[Marker]) -> Facts:
    """Return them; `annotated` are the markers that have an annotation, in the order of these."""
    return Facts(
        mode=answer.mode,
        reason=answer.abstention.reason if answer.abstention else None,
        degraded=answer.degraded,
        verdict=answer.verdict,
        standalone_question=answer.standalone_question,
        citations=answer.citations,
        sources=answer.sources,
        scope=answer.scope,
        annotations_utf16=[marker.utf16 for marker in annotated],
    )


def usage_of(answer: AnswerBody) -> UsageBody:
    """Return what the language model took: nothing where none was asked, for clients want a number."""
    return answer.usage or _NOTHING
