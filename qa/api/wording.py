"""English words for what stands around the quotes of an answer, the same on its page and in a terminal."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from qa.api.schemas.answers import AbstentionBody
from qa.domain.answer import DisagreementRelation, QualificationRelation, Ruling

VERDICTS: Mapping[Ruling, str] = {"yes": "Yes.", "no": "No.", "disputed": "Sources differ."}
QUALIFICATIONS: Mapping[QualificationRelation, str] = {
    "denies": "But this is denied:",
    "corrects": "But this was corrected:",
    "limits": "But with limits:",
}
RELATIONS: Mapping[DisagreementRelation, str] = {
    "conflict": "Sources differ:",
    "update": "This has changed since:",
    "scope": "Sources speak of different things:",
}
NEAREST = "The closest the articles come"
"""The heading of the nearest passages: one of them may well be the answer."""
UNANSWERED = "Nothing in the articles clearly answers this."
"""Of one question among several."""
INSTEAD = "The articles say:"


def day(moment: datetime) -> str:
    """Return a date as "3 March 2026"."""
    return f"{moment.day} {moment:%B %Y}"


def others_say(also: int) -> str:
    """Return how many other sources say the same."""
    return f"{also} other {'source says' if also == 1 else 'sources say'} the same"


def count_of_sources(sources: int) -> str:
    """Return a number of sources in words."""
    return f"{sources} {'source' if sources == 1 else 'sources'}"


def refusal(abstention: AbstentionBody) -> Iterator[str]:
    """Yield why there is no answer: a premise that does not hold or what is missing tells more than the reason."""
    if abstention.premise:
        yield f"The question takes for granted: “{abstention.premise.asked}”"
    if abstention.missing:
        yield f"No article says anything about: {', '.join(abstention.missing)}"
    if not (abstention.premise or abstention.missing):
        yield abstention.message
