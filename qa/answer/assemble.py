"""Turns statements and their articles into the answer, with numbered sources; or evidence into an abstention."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from qa.answer.evidence.ranker import Candidate
from qa.answer.question.parse import Question
from qa.answer.verify.citation import cite
from qa.domain.answer import Abstention, AbstentionReason, Citation, Source, Statement
from qa.domain.article import Article, ArticleId

NEAREST = 3
"""Passages that an abstention shows."""

MESSAGES: Mapping[AbstentionReason, str] = {
    "no_evidence": "No article in the library has anything on this question.",
    "insufficient": "The articles come near this question, but none of them answers it.",
    "out_of_scope": "The question is about something that none of the articles mentions.",
}


@dataclass(frozen=True, slots=True)
class PlacedStatement:
    """A statement in the answer's text, with the code points where it stands and its citations' numbers."""

    start: int
    end: int
    numbers: tuple[int, ...]


def abstention(question: Question, candidates: Sequence[Candidate]) -> Abstention:
    """Why there is no answer, with the nearest evidence: what a reader would look at next."""
    cited = (cite(candidate.article, candidate.span) for candidate in candidates)
    nearest = tuple(islice((it for it in cited if isinstance(it, Citation)), NEAREST))
    reason = _reason(question, candidates)
    return Abstention(reason, MESSAGES[reason], nearest if reason != "no_evidence" else ())


def _reason(question: Question, candidates: Sequence[Candidate]) -> AbstentionReason:
    if not candidates:
        return "no_evidence"
    met = any(candidate.features.surroundings > 0 for candidate in candidates)
    named = {candidate.mismatch for candidate in candidates} <= {"name", "place"}
    if (question.names or question.places) and named:
        return "out_of_scope"
    return "insufficient" if met else "no_evidence"


def sources(citations: Iterable[Citation], articles: Mapping[ArticleId, Article]) -> tuple[Source, ...]:
    """The cited articles, numbered from 1 in the order of first use."""
    used = dict.fromkeys(citation.article_id for citation in citations)
    return tuple(
        Source(number, article_id, articles[article_id].metadata) for number, article_id in enumerate(used, start=1)
    )


def citations_of(statements: Sequence[Statement]) -> dict[Citation, int]:
    """Every distinct citation with its number, from 1 in the order of first use."""
    used = dict.fromkeys(citation for statement in statements for citation in statement.citations)
    return {citation: number for number, citation in enumerate(used, start=1)}


def text_of(statements: Sequence[Statement]) -> tuple[str, list[PlacedStatement]]:
    """The answer as one text, each statement followed by its markers ("… [1][2]"), and where each statement stands."""
    numbers = citations_of(statements)
    text, places = "", []
    for statement in statements:
        text += " " if text else ""
        marks = tuple(numbers[citation] for citation in statement.citations)
        places.append(PlacedStatement(len(text), len(text) + len(statement.text), marks))
        text += statement.text + " " + "".join(f"[{mark}]" for mark in marks)
    return text, places
