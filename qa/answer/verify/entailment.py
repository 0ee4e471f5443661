"""Turns a statement and its quotes into how likely the statement follows from them, by rules and a model together.

A model reads meaning and misses a changed figure; rules see the figure and miss the meaning. One fitted rule weighs both.
"""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise

from qa.answer.odds import log_odds
from qa.domain.answer import Claim
from qa.ports import SupportModel
from qa.text.names import is_name
from qa.text.negation import denies, is_modal
from qa.text.sentences import sentences
from qa.text.tokens import Term, Token, tokens

_WINDOW = 2
"""Neighbouring sentences of the quotes that are looked at together."""


@dataclass(frozen=True, slots=True)
class EntailmentFeatures:
    """What is known of a statement beside its quotes, each 0..1 but the odds."""

    words: float
    """Share of its content words that stand in the quotes."""
    pairs: float
    """Share of its neighbouring words that are neighbours in the quotes."""
    window: float
    """Share of its content words in the best two neighbouring sentences."""
    numbers: float
    """Share of its numbers that stand in the quotes; 1 where it has none."""
    names: float
    """The same for its names."""
    negation: float
    """1: it denies where the best sentences deny and asserts where they assert."""
    modality: float
    """Share of the words for how sure something is that it has in common with the best sentences; 1 where neither has any."""
    copied: float
    """1: its neighbouring words are nearly all copied, but a word is new: so looks a quote with one word changed."""
    odds: float = 0.0
    """What the model makes of it, as log odds; 0 without a model."""


@dataclass(frozen=True, slots=True)
class EntailmentRule:
    """A logistic regression over the signs."""

    intercept: float
    by_feature: Mapping[str, float]
    threshold: float
    """The probability from which on a statement counts as supported."""

    def probability(self, entailment_features: EntailmentFeatures) -> float:
        """0..1."""
        values = asdict(entailment_features)
        total = self.intercept + sum(weight * values[name] for name, weight in self.by_feature.items())
        return 1 / (1 + math.exp(-total))


@dataclass(frozen=True, slots=True)
class Entailment:
    """Judges statements with the model, or by the rules alone where there is none."""

    rule: EntailmentRule
    model: SupportModel | None = None

    def probabilities(self, claims: Sequence[Claim]) -> list[float]:
        """One a claim, 0..1, that its statement follows from its quotes."""
        found = [entailment_features(claim) for claim in claims]
        if self.model is not None:
            told = self.model.score(claims)
            found = [replace(sign, odds=log_odds(chance)) for sign, chance in zip(found, told, strict=True)]
        return [self.rule.probability(sign) for sign in found]

    def supports(self, claims: Sequence[Claim]) -> bool:
        """Whether every claim holds."""
        return all(chance >= self.rule.threshold for chance in self.probabilities(claims))


def entailment_features(claim: Claim) -> EntailmentFeatures:
    """The signs of one claim, without the model's."""
    told = tokens(claim.statement)
    quoted = [tokens(quote) for quote in claim.quotes]
    there = {word.term for quote in quoted for word in quote}
    content = [word.term for word in told if word.content]
    best = max(_windows(claim.quotes), key=lambda window: _share(content, _terms(window)), default=())
    copied = _share(_pairs(told), {pair for quote in quoted for pair in _pairs(quote)})
    covered = _share(content, there)
    return EntailmentFeatures(
        words=covered,
        pairs=copied,
        window=_share(content, _terms(best)),
        numbers=_share([word.term for word in told if word.numeric], there),
        names=_share([word.term for at, word in enumerate(told) if is_name(told, at)], there),
        negation=float(any(map(denies, told)) == any(map(denies, best))),
        modality=_agreement(_modals(told), _modals(best)),
        copied=float(len(told) > 1 and copied >= _COPIED and covered < 1),
    )


_COPIED = 0.6
"""Share of copied pairs from which on a statement reads like a changed quote: one new word breaks two of its pairs."""


def _windows(quotes: Iterable[str]) -> list[tuple[Token, ...]]:
    """The words of every two neighbouring sentences of a quote."""
    read = [[tokens(span.of(quote)) for span in sentences(quote)] for quote in quotes]
    return [
        tuple(word for sentence in quote[at : at + _WINDOW] for word in sentence)
        for quote in read
        for at in range(max(1, len(quote) - _WINDOW + 1))
    ]


def _terms(found: Iterable[Token]) -> frozenset[Term]:
    return frozenset(word.term for word in found)


def _pairs(told: Sequence[Token]) -> list[tuple[Term, Term]]:
    return [(first.term, second.term) for first, second in pairwise(told)]


def _modals(found: Iterable[Token]) -> frozenset[str]:
    return frozenset(word.text for word in found if is_modal(word))


def _agreement(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def _share(asked: Sequence[object], there: Container[object]) -> float:
    return sum(it in there for it in asked) / len(asked) if asked else 1.0
