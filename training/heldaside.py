"""Questions held aside for fitting and measuring, with the candidates that the product reads and all that is known of each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from eval.metrics.text import contains
from qa.answer.evidence.answerability import Mismatch, mismatches
from qa.answer.evidence.features import Features
from qa.answer.evidence.ranker import Candidate
from qa.answer.question.parse import read_question
from qa.domain.article import ArticleId
from training.mine import Miner
from training.regression import Flags, Numbers

NAMES = tuple(field.name for field in fields(Features))
"""What the fused rule may weigh."""
_DEEP = 50
"""Passages that are looked through where some articles are left out."""


@dataclass(frozen=True, slots=True)
class Option:
    """A sentence that may be said."""

    features: Features
    mismatches: frozenset[Mismatch]
    """All rules by which it answers another question."""
    right: bool

    @property
    def fits(self) -> bool:
        return not self.mismatches


@dataclass(frozen=True, slots=True)
class Held:
    """A question with the candidates of the product."""

    question: str
    answerable: bool
    options: tuple[Option, ...]
    origin: str = ""
    """Which set, and in which way."""

    def numbers(self) -> Numbers:
        """Shape (options, names)."""
        return np.array([[float(getattr(option.features, name)) for name in NAMES] for option in self.options])

    def right(self) -> Flags:
        """Shape (options,)."""
        return np.array([option.right for option in self.options], bool)


Right = Callable[[Candidate], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, which candidates are right, and the articles that are left out of the library for it."""

    question: str
    right: Right | None
    """None: nothing answers it."""
    without: Collection[ArticleId] = ()
    origin: str = ""


def held(miner: Miner, questions: Iterable[Asked]) -> Iterator[Held]:
    """Each question as the product reads it."""
    for asked in questions:
        question = read_question(asked.question)
        options = tuple(
            Option(
                candidate.features,
                frozenset(mismatches(question, candidate.context)),
                asked.right is not None and asked.right(candidate),
            )
            for candidate in miner.candidates(asked.question, asked.without)
        )
        yield Held(asked.question, asked.right is not None, options, asked.origin)


def tells(answers: Sequence[str], articles: Collection[ArticleId] | None = None) -> Right:
    """A candidate is right if it has an answer's words, and is of one of the articles where these are given."""

    def right(candidate: Candidate) -> bool:
        own = articles is None or candidate.article.id in articles
        return own and contains(candidate.sentence.text, answers)

    return right
