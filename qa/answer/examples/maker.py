"""Choose the example questions of a library: each is asked before it is kept, and one is of those that the articles refuse."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from qa.answer.examples.clauses import NAME, names
from qa.answer.examples.forms import Candidate, Form, candidates
from qa.answer.examples.proof import is_on_the_point, question_terms
from qa.domain.answer import Abstained, Answer, Answered, Example, Inquiry
from qa.domain.article import Article, ArticleId, Selection
from qa.ports import Catalogue, UsualWords

RULES = 1
"""Raise it when other questions are made or kept of the same articles."""
MOST = 5
"""Questions that are answered; one that is refused comes beside them."""
_ARTICLES = 40
"""The latest articles, of which questions are made."""
_MOST_ASKED, _MOST_REFUSED_ASKED = 30, 4
"""Questions that are asked at most to find the examples: so many times some tens of milliseconds."""
_MOST_OF_A_FORM = 2
_ALIKE = 0.5
_ORDER: tuple[Form, ...] = ("when", "how_many", "why", "how_much", "who", "about", "yes_no")
_MOST_NAMES = 20
_HEAD = 4_000
"""Code points of an article in which names are counted."""
_PLACE = re.compile(r"\bin ((?:the )?[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})?)\b(?![’'-]|,? \d)")
_NAMED = re.compile(rf"(?<=[a-z,] ){NAME}\b(?! [A-Z])")
_REFUSED = (
    "How many people live in {place}?",
    "When is the next election in {place}?",
    "How much does a house in {place} cost?",
    "Who won the last World Cup?",
)


@dataclass(frozen=True, slots=True)
class ExampleMaker:
    """Makes example questions of the latest articles, and asks each of them as a reader would."""

    ask: Callable[[Inquiry], Awaitable[Answer]]
    """Answers with quotes; it may take its time, so that readers come first."""
    catalogue: Catalogue
    is_usual: UsualWords

    async def make(self) -> AsyncIterator[Example]:
        """Yield the examples as they are found, those that are answered first; no language model is asked."""
        articles = await asyncio.to_thread(self._latest)
        chosen = _Chosen()
        for candidate in await asyncio.to_thread(_mixed, articles, self.is_usual):
            if chosen.is_full:
                break
            if not chosen.wants(candidate):
                continue
            chosen.asked += 1
            answer = await self.ask(Inquiry(candidate.question, extractive=True))
            if isinstance(answer, Answered) and is_on_the_point(candidate, answer):
                chosen.take(candidate)
                yield Example(candidate.question, _cited(answer))
        if chosen.taken:
            async for example in self._refused(articles):
                yield example

    def _latest(self) -> list[Article]:
        return _told_once(self.catalogue.listing(Selection(), skip=0, limit=_ARTICLES).articles)

    async def _refused(self, articles: Sequence[Article]) -> AsyncIterator[Example]:
        for question in list(_refusals(articles))[:_MOST_REFUSED_ASKED]:
            answer = await self.ask(Inquiry(question, extractive=True))
            if isinstance(answer, Abstained) and answer.abstention.premise is None and not answer.corrections:
                yield Example(question, ())
                return


@dataclass(slots=True)
class _Chosen:
    """What is taken so far, so that the examples differ in what they ask and how."""

    taken: list[Candidate] = field(default_factory=list)
    asked: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.taken) >= MOST or self.asked >= _MOST_ASKED

    def wants(self, candidate: Candidate) -> bool:
        forms = Counter(it.form for it in self.taken)
        if forms[candidate.form] >= _MOST_OF_A_FORM:
            return False
        return all(_likeness(candidate.question, it.question) < _ALIKE for it in self.taken)

    def take(self, candidate: Candidate) -> None:
        self.taken.append(candidate)


def _likeness(one: str, other: str) -> float:
    first, second = question_terms(one), question_terms(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _cited(answer: Answered) -> tuple[ArticleId, ...]:
    return tuple(dict.fromkeys(it.article_id for statement in answer.statements for it in statement.quoted))


def _told_once(articles: Sequence[Article]) -> list[Article]:
    """Return the articles, of near-duplicates the first alone."""
    return list({article.group or article.id: article for article in reversed(articles)}.values())[::-1]


def _mixed(articles: Sequence[Article], is_usual: UsualWords) -> list[Candidate]:
    """Return questions in rounds: one of each form, each of another article as long as there are any."""
    made = [candidate for article in articles for candidate in candidates(article, is_usual)]
    made += _about(articles)
    of_forms = [_spread([it for it in made if it.form == form]) for form in _ORDER]
    return [candidate for rank in zip_longest(*of_forms) for candidate in rank if candidate is not None]


def _spread(made: Sequence[Candidate]) -> list[Candidate]:
    """Return what articles open with before all else, and the first question of each before any second one."""
    seen = Counter[ArticleId]()
    ranks = []
    for candidate in made:
        ranks.append((not candidate.leads, seen[candidate.article_id]))
        seen[candidate.article_id] += 1
    return [candidate for _, candidate in sorted(zip(ranks, made, strict=True), key=lambda ranked: ranked[0])]


def _about(articles: Sequence[Article]) -> Iterator[Candidate]:
    """Yield questions about names that several articles have, the most frequent first."""
    for name in islice(_names(articles), _MOST_OF_A_FORM + 1):
        first = next(article for article in articles if name in article.clean)
        yield Candidate(f"What do the articles say about {name}?", "about", first.id, name, leads=True)


def _names(articles: Sequence[Article]) -> Iterator[str]:
    """Yield names of several words that several articles have, the most frequent first."""
    heads = [article.clean[:_HEAD] for article in articles]
    makers = "\n".join(maker for article in articles for maker in _makers(article))
    for name, count in Counter(name for head in heads for name in set(_NAMED.findall(head))).most_common(_MOST_NAMES):
        # Too little is asked with a place, and who wrote or printed the articles is no news.
        placed = re.search(rf"\b(?:in|the) {re.escape(name)}\b", "\n".join(heads))
        if count > 1 and not placed and name not in makers:
            yield name


def _makers(article: Article) -> Sequence[str]:
    return (article.metadata.publisher or "", *article.metadata.authors)


def _refusals(articles: Sequence[Article]) -> Iterator[str]:
    """Yield questions that readers ask of the place that most articles name, and that news seldom answers."""
    told = Counter(
        place for article in articles for place in set(_PLACE.findall(article.clean[:_HEAD])) if names(place)
    )
    place = next((place for place, _ in told.most_common(1)), "")
    for question in _REFUSED:
        if place or "{place}" not in question:
            yield question.format(place=place)
