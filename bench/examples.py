"""The features of the sentences that may answer a question, each marked right or wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from bench.answers import shown
from bench.corpora import Query
from eval.cases import Case
from eval.metrics.citations import holds_gold
from qa.answer.answerer import PASSAGES
from qa.answer.calibration import RULES_CASCADE
from qa.answer.evidence.features import Features
from qa.answer.evidence.ranker import Candidate
from qa.answer.question.parse import read_question
from qa.services import Services
from training.regression import Flags, Numbers

NAMES = tuple(field.name for field in fields(Features) if field.name != "answer")


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions with their candidates, each padded to `RULES_CASCADE.read_at_most` of them."""

    features: Numbers
    """Shape (questions, read_at_most, features)."""
    present: Flags
    """Shape (questions, read_at_most): where there is a candidate."""
    right: Flags
    """Shape (questions, read_at_most): where it answers."""
    answerable: Flags
    """Shape (questions,)."""

    def part(self, chosen: Flags) -> "Examples":
        """Those of the questions that are chosen, shape (questions,)."""
        return Examples(self.features[chosen], self.present[chosen], self.right[chosen], self.answerable[chosen])


def of_cases(services: Services, cases: Sequence[Case]) -> Examples:
    """Our own questions; a candidate is right where its quote holds a gold one."""
    candidates = [_candidates(services, case.question) for case in cases]
    right = [
        [holds_gold(candidate.text, case) for candidate in each] for each, case in zip(candidates, cases, strict=True)
    ]
    return _stacked(candidates, right, [case.answerable for case in cases])


def of_queries(services: Services, queries: Sequence[Query], right: Callable[[Candidate, Query], bool]) -> Examples:
    """Queries of a collection that the services hold; `right` marks the candidates of those that can be answered."""
    candidates = [_candidates(services, query.text) for query in shown(queries)]
    marks = [
        [query.answerable and right(candidate, query) for candidate in each]
        for each, query in zip(candidates, queries, strict=True)
    ]
    return _stacked(candidates, marks, [query.answerable for query in queries])


def says_answer(candidate: Candidate, query: Query) -> bool:
    """Whether the sentence holds the words of a right answer."""
    return query.answered_in(candidate.sentence.text)


def says_answer_from_its_own(candidate: Candidate, query: Query) -> bool:
    """Whether it does so and stands in an article that is relevant."""
    return candidate.article.id in query.relevant and says_answer(candidate, query)


def _candidates(services: Services, question: str) -> list[Candidate]:
    """What Dateline selects from, but for the threshold: the sentences that its cheap weights let the model read."""
    passages = services.answerer.retriever.retrieve(question, PASSAGES)
    articles = {name: services.articles.get(name) for name in {passage.chunk.article_id for passage in passages}}
    ranked = services.answerer.ranker.rank(read_question(question), passages, articles)
    return [candidate for candidate in ranked if candidate.mismatch is None]


def _stacked(
    candidates: Sequence[Sequence[Candidate]], right: Sequence[Sequence[bool]], answerable: Sequence[bool]
) -> Examples:
    features = np.zeros((len(candidates), RULES_CASCADE.read_at_most, len(NAMES)))
    present, marked = np.zeros((2, len(candidates), RULES_CASCADE.read_at_most), bool)
    for row, (each, marks) in enumerate(zip(candidates, right, strict=True)):
        present[row, : len(each)] = True
        marked[row, : len(each)] = marks
        for column, candidate in enumerate(each):
            features[row, column] = [float(getattr(candidate.features, name)) for name in NAMES]
    return Examples(features, present, marked, np.array(answerable, bool))
