"""Read what a sentence gives as its answer: a figure, a time, a name or a cause; tell whether two of them can both be right."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.moments import Moment, moment_in, moments_differ
from qa.answer.extract.outdated import outdated
from qa.answer.question.parse import Question, is_country
from qa.domain.answer import Attribute
from qa.domain.article import Span
from qa.text.names import is_name, is_title
from qa.text.numbers import Figure, figures
from qa.text.tokens import Term, Token, Tokens
from qa.text.units import PERIODS, SIZES

Comparison = Literal["same", "different", "unclear"]

_COUNTED_WITHIN = 3
"""Words between a figure and the thing it counts, at most: "2,500 American and allied troops"."""
_ROUNDED = 0.05
"""How far a rounded figure may be from the one that it stands for, as a share."""
_ABOUT = 0.1
"""The same, where a word says that it is not exact."""
_ROUND = 1000
"""From here on a figure that ends in two noughts may be a rounded one."""
_APPROXIMATE = frozenset("about around some roughly approximately nearly almost circa estimated close an".split())
_BOUNDED = 1.5
"""How far beyond "more than 40" what is meant may be, as a multiple."""
_CAUSED = frozenset(
    "because caused due blamed sparked triggered started through by from cause after owing following thanks".split()
)
"""Words behind which a cause stands."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence gives as its answer, in its own words."""

    attribute: Attribute
    span: Span
    """Where they stand, in the article's clean text."""
    figures: tuple[Figure, ...] = ()
    moment: Moment | None = None
    terms: frozenset[Term] = frozenset()
    """The words of a name or a cause that carry meaning."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A candidate's sentence with what of it tells what is so now."""

    candidate: Candidate
    question: Question
    attribute: Attribute | None
    old: frozenset[int]
    """Where words stand that tell what was before, or is not so."""
    told: Tokens
    """Of the short answer; none where it is not known."""

    @property
    def words(self) -> Tokens:
        return self.candidate.sentence.words


def value_of(question: Question, candidate: Candidate) -> Value | None:
    """Return what the candidate's sentence answers with; None where that is not to be told.

    The reader's short answer tells it where it is known, else what the question's type looks for and the sentence has once.
    """
    attribute = _attribute(question)
    old = outdated(candidate.sentence.words)
    sentence = _Sentence(candidate, question, attribute, old, _told(candidate, old))
    readers: Mapping[Attribute | None, Sequence[Callable[[_Sentence], Value | None]]] = {
        "number": (_counted_in,),
        "date": (_dated,),
        None: (_counted_in, _dated, _named),
    }
    values = (read(sentence) for read in readers.get(attribute, (_named,)))
    return next((value for value in values if value is not None), None)


def compare(one: Value, other: Value) -> Comparison:
    """Tell whether two values are one, or cannot both be right; unclear where they are not of one kind."""
    if one.figures and other.figures:
        return _compare_figures(one.figures, other.figures)
    if one.moment is not None and other.moment is not None:
        return moments_differ(one.moment, other.moment)
    if one.terms and other.terms:
        return _compare_terms(one, other)
    return "unclear"


def holds(words: Tokens, value: Value) -> bool:
    """Whether words tell the value too, whatever else they tell."""
    if value.figures:
        return any(_compare_figures((figure,), value.figures) == "same" for figure in figures(words))
    if value.moment is not None:
        there = moment_in(words)
        return there is not None and moments_differ(there, value.moment) == "same" and value.moment.is_within(there)
    return bool(value.terms) and value.terms <= {token.term for token in words}


def _attribute(question: Question) -> Attribute | None:
    """What is asked for; None where the question's words leave it open."""
    if question.answer_type == "date":
        lasts = any(token.lower == "long" for token in question.tokens[:4])
        return "number" if lasts else "date"
    known: Mapping[str, Attribute] = {
        "number": "number",
        "amount": "number",
        "person": "name",
        "place": "place",
        "reason": "cause",
    }
    return known.get(question.answer_type)


def _told(candidate: Candidate, old: Collection[int]) -> Tokens:
    """The tokens of the short answer that tell what is so now; none where it is not known."""
    short = candidate.short_answer
    if short is None:
        return ()
    start = candidate.sentence.span.start
    return [
        token
        for at, token in enumerate(candidate.sentence.words)
        if at not in old
        if short.start <= start + token.start and start + token.span.end <= short.end
    ]


def _span(candidate: Candidate, words: Sequence[Token]) -> Span:
    start = candidate.sentence.span.start
    return Span(start + words[0].start, start + words[-1].span.end)


def _counted_in(sentence: _Sentence) -> Value | None:
    """The figures of the short answer, or the one that counts what is asked about, or the only one."""
    words = sentence.words
    now = [it for it in figures(words) if not (it.ordinal or it.start in sentence.old or _is_part(words, it))]
    chosen = _figures_told(sentence, now) if sentence.told else _figures_asked(sentence, now)
    if not chosen:
        return None
    return Value("number", _span(sentence.candidate, words[chosen[0].start : chosen[-1].end]), figures=tuple(chosen))


def _figures_told(sentence: _Sentence, found: Sequence[Figure]) -> list[Figure]:
    """Those of the short answer; none where it is rather a name or a clause that has a figure."""
    within = {token.start for token in sentence.told}
    chosen = [it for it in found if any(token.start in within for token in sentence.words[it.start : it.end])]
    mostly = sum(it.end - it.start for it in chosen) * 2 >= sum(token.content for token in sentence.told)
    return chosen if mostly or sentence.attribute == "number" else []


def _figures_asked(sentence: _Sentence, found: Sequence[Figure]) -> list[Figure]:
    """The one that counts what is asked about, or else the only one that may; none where a figure is not what is asked for."""
    if sentence.attribute != "number":
        return []
    counted = _counted(sentence.question)
    counting = [it for it in found if _counts(sentence.words, it, counted)]
    chosen = counting or [it for it in found if _fits(sentence.question, it)]
    return chosen if len(chosen) == 1 else []


def _is_part(words: Tokens, figure: Figure) -> bool:
    """Whether it counts some of those that are asked about: "eight of the nine people"."""
    behind = [token.lower for token in words[figure.end : figure.end + 2]]
    return behind[:1] == ["of"] and behind[1:] in (
        ["the"],
        ["them"],
        ["these"],
        ["those"],
        ["whom"],
        ["his"],
        ["its"],
        ["their"],
    )


def _counted(question: Question) -> Term | None:
    """The thing asked about: the first content word after "how many" or "number of" that is no place."""
    heads = (token.term for token in question.tokens if token.content and not token.named and token.term != "number")
    return next(heads, None)


def _counts(words: Tokens, figure: Figure, counted: Term | None) -> bool:
    following = words[figure.end : figure.end + _COUNTED_WITHIN + 1]
    return any(token.term == counted for token in following)


def _fits(question: Question, figure: Figure) -> bool:
    """Whether a figure may answer by its unit: money where it is asked how much, a length of time where it is asked how long."""
    asked = {token.lower for token in question.tokens}
    if "percentage" in asked or "percent" in asked or "share" in asked:
        return figure.unit == "percent"
    if "long" in asked and question.answer_type == "date":
        return figure.unit in PERIODS
    return "many" not in asked or not figure.unit


def _dated(sentence: _Sentence) -> Value | None:
    """The time of the short answer, or of the whole sentence where a time is asked for."""
    wanted = sentence.attribute == "date"
    present = [word for at, word in enumerate(sentence.words) if at not in sentence.old]
    words = sentence.told or (present if wanted else ())
    moment = moment_in(words)
    if moment is None or (not wanted and len(moment.positions) * 2 < sum(token.content for token in words)):
        return None
    return Value("date", _span(sentence.candidate, [words[at] for at in sorted(moment.positions)]), moment=moment)


def _named(sentence: _Sentence) -> Value | None:
    """The name, place or cause of the short answer, or the only name of the sentence that the question has not."""
    naming = sentence.attribute in {"name", "place"}
    words = sentence.told or (_only_name(sentence) if naming else ())
    terms = frozenset(token.term for token in words if token.content and not is_title(token)) - set(
        sentence.question.terms
    )
    if not terms:
        return None
    return Value(sentence.attribute or _name_or_place(terms), _span(sentence.candidate, words), terms=terms)


def _name_or_place(terms: Iterable[Term]) -> Attribute:
    return "place" if all(map(is_country, terms)) else "name"


def _only_name(sentence: _Sentence) -> Tokens:
    """The one row of capitals in the sentence that the question does not have."""
    words = sentence.words
    rows: list[list[Token]] = []
    for at, token in enumerate(words):
        if not is_name(words, at) or token.term in sentence.question.terms:
            continue
        if rows and words[at - 1] is rows[-1][-1] and not token.breaks:
            rows[-1].append(token)
        else:
            rows.append([token])
    return rows[0] if len(rows) == 1 else ()


def _compare_figures(ours: Sequence[Figure], theirs: Sequence[Figure]) -> Comparison:
    pairs = [(one, other) for one in ours for other in theirs if _family(one) == _family(other)]
    if not pairs:
        return "unclear"
    return "same" if any(_agree(one, other) for one, other in pairs) else "different"


def _family(figure: Figure) -> str:
    return SIZES[figure.unit][0] if figure.unit in SIZES else figure.unit


def _agree(one: Figure, other: Figure) -> bool:
    """Whether some number is meant by both: an exact one, a rounded one, or one beyond a bound."""
    ours, theirs = list(_ranges(one)), list(_ranges(other))
    return any(low <= high_ and low_ <= high for low, high in ours for low_, high_ in theirs)


def _ranges(figure: Figure) -> Iterable[tuple[float, float]]:
    """From where to where what is meant may be, for each number that the figure may be."""
    size = SIZES[figure.unit][1] if figure.unit in SIZES else 1.0
    for value in figure.values:
        low, high = _range(value, figure)
        yield low * size, high * size


def _range(value: float, figure: Figure) -> tuple[float, float]:
    if figure.hedge == "more":
        return value, value * _BOUNDED
    if figure.hedge == "less":
        return value / _BOUNDED, value
    if figure.hedge in {"near", "either"}:
        return value * (1 - _ABOUT), value * (1 + _ABOUT)
    off = _ROUNDED / 2 if value >= _ROUND and value % 100 == 0 else 0.0
    return value * (1 - off), value * (1 + off)


def _compare_terms(one: Value, other: Value) -> Comparison:
    """Names are one where one has all words of the other; they differ where each has its own, and causes where none is shared."""
    ours, theirs = one.terms, other.terms
    if ours <= theirs or theirs <= ours:
        return "same"
    if one.attribute == "cause":
        return "different" if ours.isdisjoint(theirs) else "unclear"
    shared = len(ours & theirs)
    return "different" if shared < math.ceil(min(len(ours), len(theirs)) / 2) else "unclear"
