"""Choose the few sentences that together tell what many say, without saying one thing twice, from several articles.

Greedy coverage of weighted concepts, as of Gillick and Favre (2009, "A scalable global model for summarization", ILP workshop at
NAACL): a word weighs as many articles as have it, and counts once, by whichever sentence says it first.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.select import Selected
from qa.domain.article import Article, ArticleId
from qa.domain.scope import instant
from qa.text.tokens import Term

FEWEST, MOST = 3, 6
"""Sentences of an overview."""
OF_ONE_ARTICLE = 5
"""Sentences of one article, at most, where others tell of it as well."""
_TOLD = 0.6
"""Share of a sentence's content words beyond which it tells nothing that was not told."""
_LEAD, _FADES = 2.0, 4.0
"""News tells the most important first: what an article's first sentence has ahead of its last, and how many behind it that fades
within by two thirds."""
_REPEATED = 0.5
"""What a sentence loses that tells nothing new."""


def overview(candidates: Sequence[Candidate], *, newest_first: bool = False) -> list[Selected]:
    """At most `MOST` of the candidates, those of the earliest article first, or of the latest; each article's in its order.

    The score of a candidate tells how near it is to the topic, 0..1; where there is none, all are alike.
    """
    weights = _weights(candidates)
    chosen: list[Candidate] = []
    told: frozenset[Term] = frozenset()
    left = list(candidates)
    while left and len(chosen) < MOST:
        best = max(left, key=lambda candidate: _gain(candidate, weights, told))
        if len(chosen) >= FEWEST and not _is_new(best, told):
            break
        chosen.append(best)
        told |= best.sentence.terms
        left = [it for it in left if it is not best and _has_room(it, chosen) and _is_new(it, told)]
    return [Selected(candidate) for candidate in _in_order(chosen, newest_first=newest_first)]


def _weights(candidates: Sequence[Candidate]) -> Mapping[Term, float]:
    """In how many of the articles each content word stands; one that a single sentence has weighs little."""
    by_article: dict[ArticleId, set[Term]] = {}
    for candidate in candidates:
        by_article.setdefault(candidate.article.id, set()).update(candidate.sentence.terms)
    articles = Counter(term for terms in by_article.values() for term in terms)
    sentences = Counter(term for candidate in candidates for term in candidate.sentence.terms)
    return {term: count if sentences[term] > 1 else _ONCE for term, count in articles.items()}


_ONCE = 0.3


def _gain(candidate: Candidate, weights: Mapping[Term, float], told: frozenset[Term]) -> float:
    """What a sentence tells that was not told, for its length, its place in the article and how much it is on the topic."""
    terms = candidate.sentence.terms
    new = sum(weights[term] for term in terms - told)
    repeated = 1 - _REPEATED * len(terms & told) / max(1, len(terms))
    ahead = 1 + _LEAD * math.exp(-place_in_article(candidate) / _FADES)
    return new * repeated * ahead * candidate.score / math.pow(max(_FEW, len(terms)), _BY_LENGTH)


_FEW = 8
"""Content words of a sentence that says something; a shorter one of common words would win."""
_BY_LENGTH = 0.4
"""0: a sentence counts whole, however long; 1: by the word."""


def place_in_article(candidate: Candidate) -> int:
    """Return which of the article's sentences it is, from 0 on."""
    sentences = candidate.context.section.sentences
    return bisect_left(sentences, candidate.sentence.span, key=lambda sentence: sentence.span)


def _is_new(candidate: Candidate, told: frozenset[Term]) -> bool:
    terms = candidate.sentence.terms
    return len(terms & told) <= _TOLD * len(terms)


def _has_room(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    return sum(other.article.id == candidate.article.id for other in chosen) < OF_ONE_ARTICLE


def _in_order(chosen: Sequence[Candidate], *, newest_first: bool) -> list[Candidate]:
    """By date, where articles have one; articles without come in the order of their best sentence, behind."""
    rank = {article: place for place, article in enumerate(dict.fromkeys(candidate.article.id for candidate in chosen))}
    return sorted(
        chosen,
        key=lambda candidate: (
            candidate.article.metadata.published_at is None,
            instant(published(candidate.article)) * (-1 if newest_first else 1),
            rank[candidate.article.id],
            candidate.span.start,
        ),
    )


def published(article: Article) -> datetime:
    """When an article was published, as a time that can be compared; the earliest time where nobody knows."""
    date = article.metadata.published_at
    if date is None:
        return datetime.min.replace(tzinfo=UTC)
    return date if date.tzinfo else date.replace(tzinfo=UTC)
