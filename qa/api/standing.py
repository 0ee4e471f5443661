"""Tell how a kept answer stands by the articles as they are now: what of its quotes stands, has moved, has changed or is gone.

Of an article that was taken back nothing is shown any more: neither its quotes nor what was said on them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from qa.answer.verify.citation import cite
from qa.api.bodies import span_body
from qa.api.schemas.answers import (
    AbstentionBody,
    AnswerBody,
    CitationBody,
    DisagreementBody,
    PartBody,
    PlaceBody,
    SourceBody,
    StatementBody,
    SupersededBody,
)
from qa.domain.answer import AnswerStanding, Citation, CitationStanding
from qa.domain.article import Article, ArticleId, Span
from qa.ports import ArticleStore
from qa.text.sentences import iter_sentences
from qa.text.tokens import content

_MOST_PLACES = 1_000
"""Places of a quote in its article that are looked at."""
_LIKE = 0.5
"""The share of its and the quote's words that a sentence has in common with the quote whose place it took."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Reviews answers by the articles of one moment, each of which it reads once."""

    library: ArticleStore
    _articles: dict[str, Article | None] = field(default_factory=dict)

    def review(self, answer: AnswerBody) -> AnswerBody:
        """Return the answer with its standing and that of each quote; what stands on an article that is gone is left out."""
        gone = {source.article_id for source in answer.sources if self._article(source.article_id) is None}
        reviewed = _each_citation(answer, self._cited)
        standings = {citation.standing for citation in quoted_in(reviewed)}
        if gone or "withdrawn" in standings:
            return self._without(reviewed, gone)
        standing: AnswerStanding = "corrected" if "changed" in standings else "current"
        return reviewed.model_copy(update={"standing": standing})

    def _article(self, article_id: str) -> Article | None:
        if article_id not in self._articles:
            self._articles[article_id] = self.library.article(ArticleId(article_id))
        return self._articles[article_id]

    def _cited(self, citation: CitationBody) -> CitationBody:
        article = self._article(citation.article_id)
        # One without words was withdrawn when the answer was kept.
        if article is None or not citation.quote:
            return _as(citation, "withdrawn").model_copy(update={"quote": "", "deep_link": None})
        if article.version == citation.version:
            return _as(citation, "current")
        if moved := _found_again(article, citation):
            return _as(citation, "moved", _place(moved))
        instead = _in_its_place(article, citation)
        return _as(citation, "changed", _place(instead) if instead else None)

    def _without(self, answer: AnswerBody, gone: set[str]) -> AnswerBody:
        """Return what is left of an answer without the articles that are gone."""
        withdrawn = {citation.id for citation in quoted_in(answer) if citation.standing == "withdrawn"}
        text, statements = _told_anew(_left(answer, withdrawn))
        return answer.model_copy(
            update={
                "standing": "withdrawn",
                "text": answer.text if answer.abstention else text,
                "statements": statements,
                "parts": _left_parts(answer, {statement.id for statement in statements}),
                "verdict": answer.verdict if len(statements) == len(answer.statements) else None,
                "disagreements": list(_left_disagreements(answer, withdrawn)),
                "superseded": list(_left_superseded(answer, {statement.id for statement in statements}, gone)),
                # A model wrote these on passages that may have gone.
                "rejected": [],
                "sources": [self._source(source, gone) for source in answer.sources],
                "abstention": _left_of_abstention(answer.abstention),
            }
        )

    def _source(self, source: SourceBody, gone: set[str]) -> SourceBody:
        also_in = [name for name in source.also_in if self._article(name)]
        if source.article_id not in gone:
            return source.model_copy(update={"also_in": also_in})
        return source.model_copy(update={"title": None, "authors": [], "url": None, "also_in": also_in})


def quoted_in(answer: AnswerBody) -> list[CitationBody]:
    """Return all that an answer quotes, also what only came nearest."""
    abstention = answer.abstention
    nearest = abstention.nearest if abstention else []
    return [*answer.citations, *nearest, *(abstention.premise.citations if abstention and abstention.premise else [])]


def _each_citation(answer: AnswerBody, reviewed: Callable[[CitationBody], CitationBody]) -> AnswerBody:
    update: dict[str, object] = {"citations": [reviewed(each) for each in answer.citations]}
    if abstention := answer.abstention:
        nearest = [reviewed(each) for each in abstention.nearest]
        premise = abstention.premise and abstention.premise.model_copy(
            update={"citations": [reviewed(each) for each in abstention.premise.citations]}
        )
        update["abstention"] = abstention.model_copy(update={"nearest": nearest, "premise": premise})
    return answer.model_copy(update=update)


def _as(citation: CitationBody, standing: CitationStanding, now: PlaceBody | None = None) -> CitationBody:
    return citation.model_copy(update={"standing": standing, "now": now})


def _place(citation: Citation) -> PlaceBody:
    return PlaceBody(
        version=citation.version,
        quote=citation.quote,
        span=span_body(citation.span),
        raw_span=span_body(citation.raw_span),
    )


def _found_again(article: Article, citation: CitationBody) -> Citation | None:
    """Return the quote where it stands now to the letter, of several places the one nearest to where it stood."""
    length, before = len(citation.quote), citation.span.start
    starts = islice(_places(article.clean, citation.quote), _MOST_PLACES)
    for start in sorted(starts, key=lambda start: (abs(start - before), start)):
        span = Span(start, start + length)
        if not _cuts_a_word(article.clean, span) and isinstance(found := cite(article, span), Citation):
            return found
    return None


def _places(text: str, quote: str) -> Iterator[int]:
    start = text.find(quote)
    while start >= 0:
        yield start
        start = text.find(quote, start + 1)


def _cuts_a_word(text: str, span: Span) -> bool:
    """Return whether the span begins or ends within a word: "900 crowns" does not stand in "1900 crowns"."""
    return any(
        text[edge - 1 : edge].isalnum() and text[edge : edge + 1].isalnum() for edge in (span.start, span.end) if edge
    )


def _in_its_place(article: Article, citation: CitationBody) -> Citation | None:
    """Return the sentence that says now what the quote said, by the words that they share; None where none is like it."""
    words = set(content(citation.quote))
    best, most = None, _LIKE
    for span in iter_sentences(article.clean):
        other = set(content(span.of(article.clean)))
        share = len(words & other) / max(1, len(words | other))
        if share >= most and (best is None or share > most):
            best, most = span, share
    found = cite(article, best) if best else None
    return found if isinstance(found, Citation) else None


def _left(answer: AnswerBody, withdrawn: set[str]) -> Iterator[StatementBody]:
    """Yield the statements that say nothing of an article that is gone; of several that say the same those that are left."""
    for statement in answer.statements:
        standing = [name for name in statement.citations if name not in withdrawn]
        quotes_first = statement.support.provenance == "quotation" and statement.citations[0] in standing
        if quotes_first or len(standing) == len(statement.citations):
            yield _without_quotes(statement, withdrawn)


def _without_quotes(statement: StatementBody, withdrawn: set[str]) -> StatementBody:
    return statement.model_copy(
        update={
            "citations": [name for name in statement.citations if name not in withdrawn],
            "qualifications": [each for each in statement.qualifications if each.citation not in withdrawn],
            "dates": [each for each in statement.dates if each.citation not in withdrawn],
        }
    )


def _told_anew(statements: Iterable[StatementBody]) -> tuple[str, list[StatementBody]]:
    """Return the text of the statements with their marks, and the statements with their places in it."""
    text, placed = "", []
    for statement in statements:
        text += " " if text else ""
        placed.append(statement.model_copy(update={"start": len(text), "end": len(text) + len(statement.text)}))
        marks = "".join(f"[{name.removeprefix('cit_')}]" for name in statement.citations)
        text += f"{statement.text} {marks}"
    return text, placed


def _left_parts(answer: AnswerBody, left: set[str]) -> list[PartBody]:
    return [
        part.model_copy(update={"statements": [name for name in part.statements if name in left]})
        for part in answer.parts
    ]


def _left_disagreements(answer: AnswerBody, withdrawn: set[str]) -> Iterator[DisagreementBody]:
    for disagreement in answer.disagreements:
        positions = [each for each in disagreement.positions if not withdrawn & {*each.citations}]
        if len(positions) > 1:
            yield disagreement.model_copy(update={"positions": positions})


def _left_superseded(answer: AnswerBody, left: set[str], gone: set[str]) -> Iterator[SupersededBody]:
    for each in answer.superseded:
        told = each.by in left and (each.statement is None or each.statement in left)
        if told and (each.was is None or each.was.article_id not in gone):
            yield each


def _left_of_abstention(abstention: AbstentionBody | None) -> AbstentionBody | None:
    if abstention is None or abstention.premise is None:
        return abstention
    if all(each.standing != "withdrawn" for each in abstention.premise.citations):
        return abstention
    return abstention.model_copy(update={"premise": None})
