"""English words for what stands around the quotes of an answer, the same on its page and in a terminal."""

from collections.abc import Mapping
from datetime import datetime

from qa.api.schemas.answers import AbstentionBody
from qa.api.schemas.scope import ExcludedBody, ScopeBody, TimeWindowBody
from qa.domain.answer import DegradedReason, DisagreementRelation, QualificationRelation, Ruling
from qa.domain.article import Holdings

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
CORRECTED = "No longer so, by a published correction:"
"""Before the marks of a statement that a correction in the answer is of."""
OLDER_VERSION = "An older version of the article said:"
DEGRADED: Mapping[DegradedReason, str] = {
    "llm_unavailable": "Quoted, since the language model does not answer.",
    "llm_timeout": "Quoted, since the language model takes too long.",
    "llm_refused": "Quoted, since the language model would not write.",
    "llm_declined": "Quoted, since the language model found no answer in the passages.",
    "llm_cut": "The language model broke off.",
    "overloaded": "Quoted, since too many answers are being written.",
    "budget_exhausted": "Quoted, since what may be written today is spent.",
    "nothing_verified": "Quoted, since no sentence that the language model wrote is supported.",
    "verifier_unavailable": "Quoted in part, since nobody gives a second opinion on what the language model wrote.",
    "vectors_unavailable": "Found by words alone, since the server that finds by meaning does not answer.",
}
NEAREST = "The closest the articles come"
"""The heading of the nearest passages: one of them may well be the answer."""
UNANSWERED = "Nothing in the articles clearly answers this."
"""Of one question among several."""
GRANTED, INSTEAD = "The question takes for granted:", "The articles say:"
"""Before the two sides of a premise that does not hold."""


def day(moment: datetime) -> str:
    """Return a date as "3 March 2026"."""
    return f"{moment.day} {moment:%B %Y}"


def others_say(also: int) -> str:
    """Return how many other sources say the same."""
    return f"{also} other {'source says' if also == 1 else 'sources say'} the same"


def count_of_sources(sources: int) -> str:
    """Return a number of sources in words."""
    return f"{sources} {'source' if sources == 1 else 'sources'}"


def corpus_line(holdings: Holdings) -> str:
    """Return what there is to ask as "5 articles · 2 outlets · January to September 2024"; what is not known is left out.

    Outlets are "named", and days "dated", where not every article has its own.
    """
    parts = [count_of(holdings.articles, "article")]
    if holdings.outlets:
        all_named = sum(holdings.outlets.values()) == holdings.articles
        parts.append(count_of(len(holdings.outlets), "outlet" if all_named else "named outlet"))
    if holdings.earliest and holdings.latest:
        days = period(holdings.earliest, holdings.latest)
        parts.append(days if holdings.dated == holdings.articles else f"dated {days}")
    return " · ".join(parts)


def period(first: datetime, last: datetime) -> str:
    """Return what lies between two moments: a day, else months, each year once."""
    if first.date() == last.date():
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.year}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first:%B}{year} to {last:%B} {last.year}"


def scope_line(scope: ScopeBody) -> str:
    """Return which articles were looked at, and how many not, as "As of 26 January 2024, 23:59 UTC · not looked at: 9 later"."""
    line = " · ".join(filter(None, (_within(scope), _window(scope.window), _left_out(scope.excluded))))
    return line[:1].upper() + line[1:]


def _within(scope: ScopeBody) -> str:
    ends = [f"{word} {_moment(at)}" for word, at in (("since", scope.since), ("as of", scope.as_of)) if at is not None]
    if ends and scope.clock == "known":
        ends.append("by when they became known here")
    return " ".join([*ends, *([f"of {', '.join(scope.outlets)}"] if scope.outlets else [])])


def _window(window: TimeWindowBody | None) -> str:
    if window is None:
        return ""
    until = f" to {_moment(window.until)}" if window.until else ""
    return f"“{window.text}” from {_moment(window.since)}{until}"


def _left_out(excluded: ExcludedBody) -> str:
    left = [f"{count:,} {_EXCLUDED[reason]}" for reason, count in excluded if count]
    return f"not looked at: {', '.join(left)}" if left else ""


_EXCLUDED = {"outlet": "of other outlets", "undated": "without a date", "later": "later", "earlier": "earlier"}


def _moment(at: datetime) -> str:
    """Return a moment to the minute, in the zone that it was stated in."""
    return f"{day(at)}, {at:%H:%M} {at.tzname() or ''}".strip()


def count_of(number: int, noun: str) -> str:
    """Return a number of things, as in "1,200 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def reason_of(abstention: AbstentionBody) -> str:
    """Return why there is no answer: what is missing tells more than the reason; empty where a premise tells it all."""
    if abstention.missing:
        return f"The nearest articles say nothing about: {', '.join(abstention.missing)}"
    return "" if abstention.premise else abstention.message
