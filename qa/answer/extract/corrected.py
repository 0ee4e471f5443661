"""Put published corrections before what they correct, where they name the article that it stands in.

A correction names an article by its title, its address or its day. One that names another article corrects nothing in this one;
one that names none is tied by the words that it has in common with what it gives for wrong.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from qa.answer.evidence.article_sentences import Section
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.notices import ITEM, Notice, notices
from qa.answer.extract.outdated import outdated
from qa.answer.extract.outlets import plain_name
from qa.answer.extract.overview import published
from qa.answer.extract.select import Selected
from qa.answer.extract.values import compare, holds, value_of
from qa.answer.question.parse import Question
from qa.domain.article import Article, Span
from qa.text.dates import is_month, is_weekday
from qa.text.temporal import resolved
from qa.text.tokens import Term, Token, tokens
from qa.text.words import folded_words

_Tie = Literal["named", "unnamed", "other"]
"""How a correction is tied to an article: it names it, it names none, or it names another one."""

_FEWEST_WORDS = 3
"""Words of a title that tells an article from others."""
_ALIKE = 0.6
"""Share of the shorter title's words that the titles of two versions have in common."""
_SHARED = 2
"""Content words that a correction and what it corrects have in common where it does not name the article."""
_ASKED = 0.6
"""Share of the question's words that a correction has which does not repeat what was wrong."""
_NEXT_DAY = timedelta(1)
"""What is printed on a day was on the web the evening before."""
_PRINTED = re.compile(rf"\b{ITEM}\b", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:said|stated|reported|gave|wrote|mis[a-z]{4,15}|(?:incorrect|wrong|mistaken|erroneous)(?:ly)?|should|that|which"
    r"|about|on the)\b",
    re.IGNORECASE,
)
"""Behind it stands what was told, and no day of the telling."""
_TITLED = re.compile(
    rf"\b{ITEM},? [“\"‘']([^“”\"‘’\n]{{8,200}})[”\"’']|\(([^()\n]{{8,200}}), [^()\n]{{0,40}}\d[^()\n]{{0,40}}\)",
    re.IGNORECASE,
)
"""A title behind what was published, or in brackets before its day or page."""
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"]{4,500}", re.IGNORECASE)


def with_corrections(question: Question, told: Sequence[Selected], sections: Iterable[Section]) -> list[Selected]:
    """Return the statements, and before those that a published correction corrects that correction; else as they are."""
    found = sorted(notices(sections), key=lambda notice: published(notice.article), reverse=True) if told else []
    # Of several corrections of one statement the latest holds.
    by_place: dict[object, Selected] = {}
    for notice in found:
        if (each := _leading(question, told, notice)) is not None:
            by_place.setdefault(each.corrects, each)
    leading = list(by_place.values())
    if not leading:
        return list(told)
    spoken = {each.candidate.place for each in leading}
    left = [kept for one in told if (kept := _without(one, found)) and kept.candidate.place not in spoken]
    return [*leading, *left]


def _leading(question: Question, told: Sequence[Selected], notice: Notice) -> Selected | None:
    """What says the right thing, by a correction of one of the statements; None where it corrects none of them."""
    for one in told:
        said = next((it for it in (one.candidate, *one.same) if _is_corrected(question, it, notice)), None)
        if said is None:
            continue
        own = (it for it in told if it.candidate.article.id == notice.article.id and not _is_in(it.candidate, notice))
        corrected = next(own, None) if notice.is_of_itself else None
        return replace(corrected or Selected(_in_place(question, said, notice)), corrects=said.place)
    return None


def _without(one: Selected, found: Sequence[Notice]) -> Selected | None:
    """The statement without the corrections that repeat it: who corrects a thing does not bear it out."""
    kept = [it for it in (one.candidate, *one.same) if not any(_is_in(it, notice) for notice in found)]
    return replace(one, candidate=kept[0], same=tuple(kept[1:])) if kept else None


def _is_in(candidate: Candidate, notice: Notice) -> bool:
    return candidate.article.id == notice.article.id and candidate.sentence.span.overlaps(notice.span)


def _in_place(question: Question, said: Candidate, notice: Notice) -> Candidate:
    """The correction as a sentence that answers in place of the one that it corrects."""
    candidate = replace(said, context=notice.context, span=notice.span, answer_terms=frozenset(), short_answer=None)
    value = value_of(question, candidate)
    return replace(candidate, short_answer=value.span) if value is not None else candidate


def _is_corrected(question: Question, said: Candidate, notice: Notice) -> bool:
    """Whether a correction, in another article that is not older, is of what is said, and has something in its place."""
    if notice.article.id == said.article.id or _is_older(notice.article, said.article):
        return False
    tie = _tie(said.article, notice)
    return tie != "other" and _is_of(question, said, notice, tie) and _has_another(question, said, notice)


def _is_of(question: Question, said: Candidate, notice: Notice, tie: _Tie) -> bool:
    """Whether it is of what is said: it repeats that as wrong, or has the words of the question and no other value."""
    wrong = value_of(question, said)
    if wrong is not None and any(holds(sentence.words, wrong) for sentence in notice.sentences):
        return tie == "named" or len(notice.terms & said.sentence.terms) >= _SHARED
    told = {token.term for sentence in notice.sentences for token in sentence.words}
    asked = frozenset(question.terms) - _title_terms(said.article) or frozenset(question.terms)
    return tie == "named" and len(asked & told) >= _ASKED * len(asked)


def _has_another(question: Question, said: Candidate, notice: Notice) -> bool:
    """Whether it tells a number, a time or a name that what is said does not, and that answers otherwise as far as is known."""
    sentence = notice.sentences[-1]
    old = outdated(sentence.words)
    telling = [word for at, word in enumerate(sentence.words) if at not in old and _tells(word)]
    ours, theirs = value_of(question, said), value_of(question, _in_place(question, said, notice))
    alike = ours is not None and theirs is not None and compare(ours, theirs) == "same"
    return not alike and any(word.term not in said.sentence.terms for word in telling)


def _tells(word: Token) -> bool:
    return word.numeric or is_month(word) or is_weekday(word) or (word.capital and word.content and not word.opens)


def _title_terms(article: Article) -> frozenset[Term]:
    return frozenset(token.term for token in tokens(article.metadata.title or ""))


def _tie(article: Article, notice: Notice) -> _Tie:
    """How a correction is tied to an article."""
    text = notice.text
    if notice.is_of_itself and _have_one_title(article, notice.article):
        return "named"
    if _has_title(text, article) or _has_address(text, article):
        return "named"
    if _TITLED.search(text) or (_ADDRESS.search(text) and article.metadata.url) or _are_rivals(article, notice.article):
        return "other"
    return _tied_by_day(article, notice)


def _tied_by_day(article: Article, notice: Notice) -> _Tie:
    """By the day that stands beside what was published: "an article on Tuesday", "in a Feb. 20 story"."""
    published, named = article.metadata.published_at, list(_days_named(notice))
    if published is None or not named:
        return "unnamed"
    day = published.date()
    if any(first - _NEXT_DAY <= day <= last + _NEXT_DAY for first, last, _ in named):
        return "named"
    return "other" if any(beside for _, _, beside in named) else "unnamed"


def _days_named(notice: Notice) -> Iterator[tuple[date, date, bool]]:
    """The days in the first sentence that may be those of what it corrects, and whether each plainly is."""
    text = notice.sentences[0].text
    published = notice.article.metadata.published_at
    items = [Span(match.start(), match.end()) for match in _PRINTED.finditer(text)]
    for each in resolved(text, published.date() if published else None):
        if each.period.precision != "day":
            continue
        beside = any(not _TOLD.search(_between(text, item, each.span)) for item in items)
        yield each.period.first, each.period.last, beside


def _between(text: str, one: Span, other: Span) -> str:
    first, second = sorted((one, other))
    return text[first.end : second.start]


def _has_title(text: str, article: Article) -> bool:
    title = folded_words(article.metadata.title or "")
    words = folded_words(text)
    return len(title) >= _FEWEST_WORDS and any(
        words[at : at + len(title)] == title for at in range(len(words) - len(title) + 1)
    )


def _has_address(text: str, article: Article) -> bool:
    url = _plain_address(article.metadata.url or "")
    return bool(url) and any(_plain_address(match.group()) == url for match in _ADDRESS.finditer(text))


def _plain_address(url: str) -> str:
    """An address as it is compared: without its scheme, what asks or points within it, and marks behind it."""
    return re.split(r"[?#]", url.partition("://")[2].lower())[0].rstrip("/.,:;)").removeprefix("www.")


def _have_one_title(one: Article, other: Article) -> bool:
    ours, theirs = (frozenset(folded_words(it.metadata.title or "")) for it in (one, other))
    return min(len(ours), len(theirs)) >= _FEWEST_WORDS and len(ours & theirs) >= _ALIKE * min(len(ours), len(theirs))


def _are_rivals(one: Article, other: Article) -> bool:
    """Whether two articles are known to be of two outlets: each corrects itself."""
    ours, theirs = one.metadata.publisher, other.metadata.publisher
    return bool(ours and theirs) and plain_name(ours or "") != plain_name(theirs or "")


def _is_older(article: Article, other: Article) -> bool:
    ours, theirs = article.metadata.published_at, other.metadata.published_at
    return ours is not None and theirs is not None and ours.date() < theirs.date()
