"""Turns questions into the features of the sentences that may answer them, each marked right or wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from bench.answers import shown
from bench.corpora import Case, Query
from bench.metrics import folded
from qa.answer.answerer import PASSAGES
from qa.answer.calibration import RULES_CASCADE
from qa.answer.evidence.features import Features
from qa.answer.evidence.ranker import Candidate
from qa.answer.question.parse import read_question
from qa.services import Services

NAMES = tuple(field.name for field in fields(Features) if field.name != "answer")
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions with their candidates, each padded to `RULES_CASCADE.most` of them."""

    features: Numbers
    """Shape (questions, RULES.most, features)."""
    there: Flags
    """Shape (questions, RULES.most): where there is a candidate."""
    right: Flags
    """Shape (questions, RULES.most): where it answers."""
    answerable: Flags
    """Shape (questions,)."""

    def part(self, chosen: Flags) -> "Examples":
        """Those of the questions that are chosen, shape (questions,)."""
        return Examples(self.features[chosen], self.there[chosen], self.right[chosen], self.answerable[chosen])


def of_cases(services: Services, cases: Sequence[Case]) -> Examples:
    """Our own questions; a candidate is right where its quote holds a gold one."""
    found = [_candidates(services, case.question) for case in cases]
    right = [[_quotes(it, case) for it in each] for each, case in zip(found, cases, strict=True)]
    return _stacked(found, right, [case.answerable for case in cases])


def of_queries(services: Services, queries: Sequence[Query], right: Callable[[Candidate, Query], bool]) -> Examples:
    """Queries of a collection that the services hold; `right` marks the candidates of those that can be answered."""
    found = [_candidates(services, query.text) for query in shown(queries)]
    marks = [
        [query.answerable and right(candidate, query) for candidate in each]
        for each, query in zip(found, queries, strict=True)
    ]
    return _stacked(found, marks, [query.answerable for query in queries])


def tells(candidate: Candidate, query: Query) -> bool:
    """Whether the sentence holds the words of a right answer."""
    return query.answered_in(candidate.sentence.text)


def tells_from_its_own(candidate: Candidate, query: Query) -> bool:
    """Whether it does so and stands in an article that is relevant."""
    return candidate.article.id in query.relevant and tells(candidate, query)


def _quotes(candidate: Candidate, case: Case) -> bool:
    return any(folded(quote) in folded(candidate.text) for quote in case.quotes)


def _candidates(services: Services, question: str) -> list[Candidate]:
    """What Dateline selects from, but for the threshold: the sentences that its cheap weights let the model read."""
    passages = services.answerer.retriever.retrieve(question, PASSAGES)
    articles = {name: services.articles.get(name) for name in {passage.chunk.article_id for passage in passages}}
    ranked = services.answerer.ranker.rank(read_question(question), passages, articles)
    return [candidate for candidate in ranked if candidate.mismatch is None]


def _stacked(
    found: Sequence[Sequence[Candidate]], right: Sequence[Sequence[bool]], answerable: Sequence[bool]
) -> Examples:
    features = np.zeros((len(found), RULES_CASCADE.most, len(NAMES)))
    there, marked = np.zeros((2, len(found), RULES_CASCADE.most), bool)
    for i, candidates in enumerate(found):
        there[i, : len(candidates)] = True
        marked[i, : len(candidates)] = right[i]
        for j, candidate in enumerate(candidates):
            features[i, j] = [float(getattr(candidate.features, name)) for name in NAMES]
    return Examples(features, there, marked, np.array(answerable, bool))
