"""Tell what happened on a topic: verbatim sentences in the order of the days that they speak of, each with its quotes."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from qa.answer.answerer import Answerer
from qa.answer.assemble import quotations
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.duplicates import DuplicateCheck, same_fact
from qa.answer.extract.overview import OF_ONE_ARTICLE, place_in_article
from qa.answer.extract.select import Selected
from qa.answer.question.parse import Question, read_question
from qa.domain.answer import Degraded, Source, Statement
from qa.domain.article import Article, ArticleId
from qa.domain.scope import ScopeUse
from qa.errors import QuestionError
from qa.text.temporal import Period, day_of, resolved

MOST = 50
"""Entries that may be asked for."""
PASSAGES = 40
"""Passages whose articles are read for it."""
_SHARE = 0.4
"""The share of the best article's score from which on another one is read: less than for an overview, which is short."""
DatedBy = Literal["quote", "publication"]
"""Whether a quote names its day, or is as old as its article."""
_OF_PUBLICATION = 0.5
"""What a sentence is worth that names no day, beside one that does: what it tells of may have been any day before."""
_OPENING = 3
"""Sentences of an article that are taken for as new as itself, where they name no day."""
_FADES = 8.0
"""Sentences behind which one of an article is worth half: news tells the most important first."""


class _Dated(NamedTuple):
    """A sentence and the days that it speaks of."""

    candidate: Candidate
    when: Period
    dated_by: DatedBy


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, and when."""

    when: Period
    dated_by: DatedBy
    statement: Statement


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened on a topic, the earliest first."""

    topic: str
    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]
    undated: int
    """Sentences on the topic that were left out, since neither they nor their articles say when."""
    scope: ScopeUse | None
    degraded: Degraded | None = None
    """Why less was looked through than should be."""


def timeline(answerer: Answerer, topic: str, most: int) -> Timeline:
    """Return at most `most` entries on a topic, from the articles that the answerer looks up.

    A sentence stands where the first day that it names lies, counted from the day of its article where it takes that ("last
    Tuesday"), else where its article was published. Of sentences that tell no more than another the better placed one is told,
    and others that say the same are cited with it; one that has another number or name stays beside it.

    Raises:
        QuestionError: the topic is empty, too long, or of words that stand everywhere.
        EmptyLibraryError: no article has been ingested yet.
    """
    about = _read(answerer, topic)
    found, degraded = answerer.degrading(lambda it: it.on_topic(about, PASSAGES, _SHARE))
    days = [_dated(candidate) for candidate in found.candidates]
    dated = [each for each in days if each is not None and _is_telling(each)]
    chosen = _chosen(dated, most, answerer.is_duplicate)
    by_place = {each.candidate.place: each for each, _ in chosen}
    told, _ = quotations(
        [Selected(each.candidate, same=tuple(same)) for each, same in chosen], [], answerer.assembler.witnesses
    )
    entries = [Entry(by_place[place].when, by_place[place].dated_by, it) for place, it in told.items()]
    return Timeline(
        topic=about.text,
        entries=tuple(entries),
        sources=answerer.assembler.sources([entry.statement for entry in entries], found.articles),
        undated=days.count(None),
        scope=answerer.assembler.scope_use(),
        degraded=degraded,
    )


def _dated(candidate: Candidate) -> _Dated | None:
    """Return when a sentence speaks of; None where nobody knows."""
    published = _day(candidate.article)
    named = [each.period for each in resolved(candidate.text, published)]
    exact = [period for period in named if period.precision != "year"]
    # What an article opens with is its news, also where that reaches back or ahead to some year.
    is_news = published is not None and _opens(candidate)
    if exact or (named and not is_news):
        return _Dated(candidate, (exact or named)[0], "quote")
    return None if published is None else _Dated(candidate, day_of(published), "publication")


def _day(article: Article) -> date | None:
    # As the outlet wrote it: in another zone it might be the next.
    published = article.metadata.published_at
    return published.date() if published else None


def _chosen(dated: Sequence[_Dated], most: int, is_duplicate: DuplicateCheck) -> list[tuple[_Dated, list[Candidate]]]:
    """Return the sentences to tell in their order, each with those of other articles that say the same."""
    chosen: list[tuple[_Dated, list[Candidate]]] = []
    of_article: Counter[ArticleId] = Counter()
    for each in sorted(dated, key=_worth, reverse=True):
        twin = _told_by(each, chosen)
        if twin is not None:
            first, same = twin
            if _is_elsewhere(each.candidate, [first.candidate, *same]) and is_duplicate(
                first.candidate, each.candidate
            ):
                same.append(each.candidate)
        elif len(chosen) < most and of_article[each.candidate.article.id] < OF_ONE_ARTICLE:
            chosen.append((each, []))
            of_article[each.candidate.article.id] += 1
    return sorted(chosen, key=lambda pair: _order(pair[0]))


def _read(answerer: Answerer, topic: str) -> Question:
    about = read_question(answerer.admitted(topic))
    if not about.terms:
        raise QuestionError("the topic names nothing; give a name, a place or what happened")
    return about


def _is_telling(each: _Dated) -> bool:
    """Return whether a sentence tells what happened at its time: one that names none has to be new with its article."""
    return each.dated_by == "quote" or _opens(each.candidate)


def _opens(candidate: Candidate) -> bool:
    return place_in_article(candidate) < _OPENING


def _worth(each: _Dated) -> float:
    fades = _FADES / (_FADES + place_in_article(each.candidate))
    return each.candidate.score * fades * (1.0 if each.dated_by == "quote" else _OF_PUBLICATION)


def _told_by(each: _Dated, chosen: Iterable[tuple[_Dated, list[Candidate]]]) -> tuple[_Dated, list[Candidate]] | None:
    return next((pair for pair in chosen if same_fact(pair[0].candidate, each.candidate)), None)


def _is_elsewhere(candidate: Candidate, others: Collection[Candidate]) -> bool:
    return all(other.article.id != candidate.article.id for other in others)


def _order(each: _Dated) -> tuple[date, date, str, int]:
    candidate = each.candidate
    return each.when.first, each.when.last, candidate.article.id, candidate.span.start
