"""Assemble every answer: statements with numbered sources, or an abstention with the nearest passages."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.disagreements import Difference, Side
from qa.answer.extract.disagreements import disagreements as differences
from qa.answer.extract.near_miss import false_premise, missing
from qa.answer.extract.qualify import MOST, qualifiers
from qa.answer.extract.select import Selected
from qa.answer.extract.witnesses import Quoted, Witnesses
from qa.answer.findings import Findings
from qa.answer.question.parse import Question
from qa.answer.supersession import superseded
from qa.answer.verify.citation import Failure, cite, verbatim
from qa.domain.answer import (
    Abstained,
    Abstention,
    AbstentionReason,
    Answer,
    Answered,
    Citation,
    Degraded,
    Disagreement,
    Part,
    Position,
    Premise,
    Qualification,
    Rejection,
    Source,
    Statement,
    Trace,
    Usage,
    YesNo,
)
from qa.domain.article import Article, ArticleId, Span
from qa.domain.scope import EVERYTHING, Scope, ScopeUse
from qa.ports import VersionedArticles

NEAREST = 3
"""Passages that an abstention shows."""

MESSAGES: Mapping[AbstentionReason, str] = {
    "no_evidence": "No article in the library has anything on this question.",
    "insufficient": "Nothing in the articles clearly answers this question.",
    "out_of_scope": "The question is about something that none of the articles mentions.",
    "language": "Only English is answered here, and the question or the article nearest to it is in another language.",
}

_SCOPED: Mapping[AbstentionReason, str] = {
    "no_evidence": "No article in the scope of the question has anything on it.",
    "insufficient": "Nothing in the articles within the scope of the question clearly answers it.",
    "out_of_scope": "The question is about something that none of the articles within its scope mentions.",
}


@dataclass(frozen=True, slots=True)
class Writing:
    """What a language model wrote on the findings; where it wrote nothing, `degraded` says why."""

    model: str = ""
    """Its name; empty: none was asked."""
    prompt_digest: str | None = None
    statements: tuple[Statement, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    degraded: Degraded | None = None
    usage: Usage | None = None
    verifier: str | None = None
    """The name of the model that gave second opinions; None: there is none, or none was asked."""
    verdict: YesNo | None = None
    """A yes or no of the model that the first statement bears."""


NOT_WRITTEN = Writing()


@dataclass(frozen=True, slots=True)
class Assembler:
    """Builds answers; the library knows the near-duplicates of what they cite."""

    library: VersionedArticles
    ranker: str
    """The name of what ranked the sentences, for the trace."""
    witnesses: Witnesses
    scope: Scope = EVERYTHING
    """The one that the library is seen through."""

    def answer(self, findings: Findings, writing: Writing = NOT_WRITTEN) -> Answer:
        """Return the written statements where there are any, else the selected sentences as quotes, else an abstention."""
        made = self._made(findings, writing)
        # What was not looked through cannot be seen in an answer otherwise; that it is quoted can.
        return replace(made, scope=self.scope_use(), degraded=findings.degraded or made.degraded)

    def _made(self, findings: Findings, writing: Writing) -> Answer:
        if writing.statements:
            return self._written(findings, writing)
        quoted, rejections = quotations(findings.selected, findings.candidates, self.witnesses)
        statements = tuple(quoted.values())
        findings.watch.lap("verify")
        trace = self._trace(findings, f"extractive/{self.ranker}", NOT_WRITTEN)
        rejected = (*writing.rejections, *rejections)
        if not statements:
            return self._refused(findings, writing, trace, rejected)
        differing = disagreements(findings, statements, self.witnesses)
        return Answered(
            question=findings.asked,
            mode="extractive",
            statements=statements,
            sources=self.sources(statements, findings.articles),
            trace=trace,
            disagreements=differing,
            superseded=superseded(statements, findings.selected, differing, self.library),
            rejections=rejected,
            degraded=writing.degraded,
            usage=writing.usage,
            corrections=findings.corrections,
            kind=findings.question.kind,
            verdict=findings.verdict,
            parts=_parts(findings, quoted),
        )

    def _refused(
        self, findings: Findings, writing: Writing, trace: Trace, rejected: tuple[Rejection, ...]
    ) -> Abstained:
        refusal = _refusal(findings, writing)
        refusal = replace(refusal, message=findings.message or self._message(refusal))
        premised = refusal.premise.citations if refusal.premise else ()
        nearest = sources((*refusal.nearest, *premised), findings.articles)
        return Abstained(
            question=findings.asked,
            abstention=refusal,
            sources=nearest,
            trace=trace,
            rejections=rejected,
            degraded=writing.degraded,
            usage=writing.usage,
            corrections=findings.corrections,
            kind=findings.question.kind,
        )

    def _written(self, findings: Findings, writing: Writing) -> Answered:
        statements = (*writing.statements, *_missing_positions(findings, writing.statements, self.witnesses))
        differing = disagreements(findings, statements, self.witnesses)
        return Answered(
            question=findings.asked,
            mode="generated",
            statements=statements,
            sources=self.sources(statements, findings.articles),
            trace=self._trace(findings, f"{writing.model}+{self.ranker}", writing),
            disagreements=differing,
            superseded=superseded(statements, findings.selected, differing, self.library),
            rejections=writing.rejections,
            degraded=writing.degraded,
            usage=writing.usage,
            corrections=findings.corrections,
            verdict=writing.verdict,
            kind=findings.question.kind,
        )

    def scope_use(self) -> ScopeUse | None:
        """Return the scope with what it leaves out; None where it leaves out nothing, whatever there were."""
        return ScopeUse(self.scope, self.library.excluded(self.scope)) if self.scope.limited else None

    def _message(self, refusal: Abstention) -> str:
        return _SCOPED.get(refusal.reason, refusal.message) if self.scope.limited else refusal.message

    def _trace(self, findings: Findings, model: str, writing: Writing) -> Trace:
        passages = tuple(passage.chunk.id for passage in findings.passages)
        return Trace(model, writing.prompt_digest, passages, findings.watch.total(), writing.verifier)

    def sources(self, statements: Sequence[Statement], articles: Mapping[ArticleId, Article]) -> tuple[Source, ...]:
        """Return the cited articles, numbered in the order of first use, with their near-duplicates and their origins."""
        citations = [citation for statement in statements for citation in statement.quoted]
        quotes = [Quoted(articles[citation.article_id], citation.span) for citation in citations]
        numbered = sources(citations, articles)
        origins = {
            quoted.article.id: number
            for number, of_one in enumerate(self.witnesses.origins(quotes), start=1)
            for quoted in of_one
        }
        return tuple(
            replace(source, also_in=self.also_in(articles[source.article_id]), origin=origins[source.article_id])
            for source in numbered
        )

    def also_in(self, article: Article) -> tuple[ArticleId, ...]:
        """Return the near-duplicates of an article: the same text elsewhere is no second witness."""
        if article.group is None:
            return ()
        return tuple(name for name in self.library.group(article.group) if name != article.id)


Place = tuple[ArticleId, Span]
"""Where a sentence stands."""


def quotations(
    selected: Sequence[Selected], candidates: Sequence[Candidate], witnesses: Witnesses
) -> tuple[dict[Place, Statement], tuple[Rejection, ...]]:
    """Return the selected sentences as statements, by their place, and those that fail verification as rejections.

    A statement says its first citation's quote, and has the short answer of that one; what qualifies it among all candidates
    comes along.
    """
    statements: dict[Place, Statement] = {}
    rejections: list[Rejection] = []
    for choice in selected:
        statement, failed = _quotation(choice, witnesses)
        rejections += failed
        if statement is not None:
            statements[choice.candidate.place] = statement
    said = [citation for statement in statements.values() for citation in statement.citations]
    by_place = {choice.candidate.place: choice.candidate for choice in selected}
    qualified = {
        place: replace(statement, qualifications=_qualifications(by_place[place], candidates, said))
        for place, statement in statements.items()
    }
    return qualified, tuple(rejections)


def _quotation(choice: Selected, witnesses: Witnesses) -> tuple[Statement | None, list[Rejection]]:
    """Return what a selected sentence says, with all that say the same, and those of them that fail verification."""
    same = (choice.candidate, *choice.same)
    results = [(candidate, cite(candidate.article, candidate.span)) for candidate in same]
    cited = [(candidate, result) for candidate, result in results if isinstance(result, Citation)]
    failed = [Rejection(candidate.text, result.reason) for candidate, result in results if isinstance(result, Failure)]
    if not cited:
        return None, failed
    statement = verbatim(tuple(citation for _, citation in cited), cited[0][0].short_answer)
    also = witnesses.independent([Quoted(candidate.article, candidate.span) for candidate, _ in cited]) - 1
    return replace(statement, also=also), failed


def _qualifications(
    said: Candidate, candidates: Sequence[Candidate], told: Collection[Citation]
) -> tuple[Qualification, ...]:
    """Return what qualifies a quote and is not told itself."""
    results = ((found.relation, cite(found.article, found.span)) for found in qualifiers(said, candidates))
    return tuple(
        Qualification(relation, result)
        for relation, result in results
        if isinstance(result, Citation) and not any(_is_within(result, citation) for citation in told)
    )


def qualified(statement: Statement, findings: Findings) -> Statement:
    """Return what a model wrote with what qualifies the sentences that it stands on, as quotations have it."""
    said = [it for it in findings.candidates if any(_stands_on(citation, it) for citation in statement.citations)]
    found = [each for it in said for each in _qualifications(it, findings.candidates, statement.citations)]
    return replace(statement, qualifications=tuple(dict.fromkeys(found))[:MOST])


def _stands_on(citation: Citation, candidate: Candidate) -> bool:
    return citation.article_id == candidate.article.id and citation.span.overlaps(candidate.sentence.span)


def _is_within(one: Citation, other: Citation) -> bool:
    return one.article_id == other.article_id and other.span.contains(one.span)


def _parts(findings: Findings, statements: Mapping[Place, Statement]) -> tuple[Part, ...]:
    return tuple(
        Part(
            part.question,
            tuple(it for choice in part.selected if (it := statements.get(choice.candidate.place)) is not None),
        )
        for part in findings.parts
    )


def disagreements(
    findings: Findings, statements: Sequence[Statement], witnesses: Witnesses
) -> tuple[Disagreement, ...]:
    """Return where the sources of the statements give different answers; what no statement cites is no position."""
    cited = {
        (citation.article_id, citation.span): citation for statement in statements for citation in statement.citations
    }
    told = [_disagreement(it, cited, findings, witnesses) for it in differences(findings.question, findings.selected)]
    return tuple(disagreement for disagreement in told if len(disagreement.positions) > 1)


def _disagreement(
    difference: Difference, cited: Mapping[tuple[ArticleId, Span], Citation], findings: Findings, witnesses: Witnesses
) -> Disagreement:
    """The positions that are cited: of an update the newest first, else in the order of the statements."""
    positions = list(_positions(difference, cited, findings, witnesses))
    if difference.relation != "update":
        order = list(cited.values())
        positions.sort(key=lambda position: order.index(position.citations[0]))
    return Disagreement(difference.attribute, difference.relation, tuple(positions))


def _positions(
    difference: Difference, cited: Mapping[tuple[ArticleId, Span], Citation], findings: Findings, witnesses: Witnesses
) -> Iterator[Position]:
    for side in difference.sides:
        places = [(candidate.article.id, candidate.span) for candidate in side.candidates]
        citations = tuple(cited[place] for place in places if place in cited)
        if citations and citations[0].article_id == side.candidates[0].article.id:
            yield _position(side, citations, findings, witnesses)


def _position(side: Side, citations: tuple[Citation, ...], findings: Findings, witnesses: Witnesses) -> Position:
    quotes = [Quoted(findings.articles[citation.article_id], citation.span) for citation in citations]
    articles = [quoted.article for quoted in quotes]
    dates = [article.metadata.published_at for article in articles]
    latest = max((date for date in dates if date is not None), default=None)
    return Position(side.value.of(articles[0].clean), citations, witnesses.independent(quotes), latest)


def _missing_positions(findings: Findings, statements: Sequence[Statement], witnesses: Witnesses) -> list[Statement]:
    """Return quotes of sources that give another figure than those that a model chose: none is left out."""
    by_place, _ = quotations(findings.selected, findings.candidates, witnesses)
    quoted = tuple(by_place.values())
    positions = {
        citation
        for disagreement in disagreements(findings, quoted, witnesses)
        for position in disagreement.positions
        for citation in position.citations
    }
    cited = {citation for statement in statements for citation in statement.citations}
    if not positions & cited:
        return []
    return [statement for statement in quoted if statement.citations[0] in positions - cited]


def _refusal(findings: Findings, writing: Writing) -> Abstention:
    """Return why there is no answer, with what stands nearest; a model that read it and declined was stopped by no language."""
    refusal = abstention(findings.question, findings.candidates)
    if findings.language is None and not findings.unread:
        return refusal
    cited = (cite(it.article, it.span) for it in findings.unread)
    unread = tuple(result for result in cited if isinstance(result, Citation))
    if writing.degraded is not None and writing.degraded.reason == "llm_declined":
        return _refused("insufficient", (*refusal.nearest, *unread))
    if findings.foreign or refusal.reason == "no_evidence":
        return _refused("language", (*unread, *refusal.nearest))
    return _refused(refusal.reason, (*refusal.nearest, *unread))


def _refused(reason: AbstentionReason, nearest: Iterable[Citation]) -> Abstention:
    return Abstention(reason, MESSAGES[reason], tuple(dict.fromkeys(nearest))[:NEAREST])


def abstention(question: Question, candidates: Sequence[Candidate]) -> Abstention:
    """Return why there is no answer, with the nearest evidence: what a reader would look at next."""
    results = (cite(candidate.article, candidate.span) for candidate in candidates)
    nearest = tuple(islice((result for result in results if isinstance(result, Citation)), NEAREST))
    reason = _reason(question, candidates)
    if reason == "no_evidence":
        return Abstention(reason, MESSAGES[reason])
    return Abstention(reason, MESSAGES[reason], nearest, missing(question, candidates), _premise(question, candidates))


def _premise(question: Question, candidates: Sequence[Candidate]) -> Premise | None:
    found = false_premise(question, candidates)
    if found is None:
        return None
    citation = cite(found.candidate.article, found.candidate.span)
    return Premise(found.asked, citation.quote, (citation,)) if isinstance(citation, Citation) else None


def _reason(question: Question, candidates: Sequence[Candidate]) -> AbstentionReason:
    if not candidates:
        return "no_evidence"
    near = any(candidate.features.surroundings > 0 for candidate in candidates)
    unnamed = {candidate.mismatch for candidate in candidates} <= {"name", "place"}
    if (question.names or question.places) and unnamed:
        return "out_of_scope"
    return "insufficient" if near else "no_evidence"


def sources(citations: Iterable[Citation], articles: Mapping[ArticleId, Article]) -> tuple[Source, ...]:
    """Return the cited articles, numbered from 1 in the order of first use."""
    used = dict.fromkeys(citation.article_id for citation in citations)
    return tuple(
        Source(number, article_id, articles[article_id].metadata) for number, article_id in enumerate(used, start=1)
    )


def citation_numbers(statements: Sequence[Statement]) -> dict[Citation, int]:
    """Return every distinct citation with its number, from 1 in the order of first use."""
    used = dict.fromkeys(citation for statement in statements for citation in statement.quoted)
    return {citation: number for number, citation in enumerate(used, start=1)}


@dataclass(frozen=True, slots=True)
class PlacedStatement:
    """A statement in the answer's text, with the code points where it stands and its citations' numbers."""

    start: int
    end: int
    numbers: tuple[int, ...]


def text_of(statements: Sequence[Statement]) -> tuple[str, list[PlacedStatement]]:
    """Return the answer as one text, each statement followed by its markers ("… [1][2]"), and where each statement stands."""
    numbers = citation_numbers(statements)
    text, places = "", []
    for statement in statements:
        text += " " if text else ""
        marks = tuple(numbers[citation] for citation in statement.citations)
        places.append(PlacedStatement(len(text), len(text) + len(statement.text), marks))
        text += statement.text + " " + "".join(f"[{mark}]" for mark in marks)
    return text, places
