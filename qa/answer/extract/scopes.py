"""Tell whether two sentences speak of different things: of another year, another harm, the town and not the region."""

from collections.abc import Iterator

from qa.answer.evidence.ranker import Candidate
from qa.answer.question.parse import Question, is_country
from qa.domain.article import Span
from qa.text.dates import years
from qa.text.tables import rows
from qa.text.tokens import Term, Tokens, terms

_NEAR = 8
"""Words on either side of a value in which stands what it is a value of."""


def _facets() -> Iterator[tuple[frozenset[Term], ...]]:
    for row in rows("facets"):
        yield tuple(frozenset(terms(member)) for member in row["members"].split(";"))


_FACETS = tuple(_facets())


_Placed = tuple[Candidate, Span]
"""A sentence, and where its value stands in the clean text of its article."""


def differ_in_scope(question: Question, one: _Placed, other: _Placed, *, dated: bool) -> bool:
    """Whether the sentences give their values for different things, as far as their words tell; `dated`: these are times."""
    return (not dated and _other_years(one, other)) or _other_places(question, one, other) or _other_facets(one, other)


def _other_years(one: _Placed, other: _Placed) -> bool:
    """Whether both tell years, and none in common."""
    ours, theirs = (years(around(*each)) for each in (one, other))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _other_places(question: Question, one: _Placed, other: _Placed) -> bool:
    """Whether both name countries or regions, and none in common that the question does not name itself."""
    asked = set(question.places)
    ours, theirs = (_places(*each) - asked for each in (one, other))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _places(candidate: Candidate, value: Span) -> set[Term]:
    own = set(terms(value.of(candidate.article.clean)))
    return {term for term in candidate.sentence.terms if is_country(term)} - own


def _other_facets(one: _Placed, other: _Placed) -> bool:
    ours, theirs = ({token.term for token in around(*each)} for each in (one, other))
    return any(_member_differs(facet, ours, theirs) for facet in _FACETS)


def _member_differs(facet: tuple[frozenset[Term], ...], ours: set[Term], theirs: set[Term]) -> bool:
    told, told_there = ({at for at, member in enumerate(facet) if member & words} for words in (ours, theirs))
    return bool(told and told_there) and told.isdisjoint(told_there)


def around(candidate: Candidate, value: Span) -> Tokens:
    """The words on either side of a value, in its clause and a little beyond."""
    start = candidate.sentence.span.start
    words = candidate.sentence.words
    own = [at for at, token in enumerate(words) if value.start <= start + token.start < value.end]
    if not own:
        return words
    return [*words[max(0, own[0] - _NEAR) : own[0]], *words[own[-1] + 1 : own[-1] + 1 + _NEAR]]
