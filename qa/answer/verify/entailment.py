"""Judge how likely a statement follows from its quotes, by rules and a model together.

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
from qa.text.tokens import Term, Token, Tokens, tokens

Pair = tuple[Term, Term]
"""Neighbouring terms."""

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
    """The model's probability as log odds; 0 without a model."""


@dataclass(frozen=True, slots=True)
class EntailmentRule:
    """A logistic regression over the features."""

    intercept: float
    by_feature: Mapping[str, float]
    threshold: float
    """The probability from which on a statement counts as supported."""

    def probability(self, features: EntailmentFeatures) -> float:
        """The logistic of the weighted features, 0..1."""
        values = asdict(features)
        total = self.intercept + sum(weight * values[name] for name, weight in self.by_feature.items())
        return 1 / (1 + math.exp(-total))


@dataclass(frozen=True, slots=True)
class Entailment:
    """Judges statements with the model, or by the rules alone where there is none."""

    rule: EntailmentRule
    model: SupportModel | None = None

    def probabilities(self, claims: Sequence[Claim]) -> list[float]:
        """One a claim, 0..1, that its statement follows from its quotes."""
        features = [entailment_features(claim) for claim in claims]
        if self.model is not None:
            scores = self.model.score(claims)
            features = [replace(rules, odds=log_odds(score)) for rules, score in zip(features, scores, strict=True)]
        return [self.rule.probability(of_claim) for of_claim in features]

    def supports(self, claims: Sequence[Claim]) -> bool:
        """Whether every claim holds."""
        return all(probability >= self.rule.threshold for probability in self.probabilities(claims))


_COPIED = 0.6
"""Share of copied pairs from which on a statement reads like a changed quote: one new word breaks two of its pairs."""


def entailment_features(claim: Claim) -> EntailmentFeatures:
    """The features of one claim, without the model's."""
    statement = tokens(claim.statement)
    quotes = [tokens(quote) for quote in claim.quotes]
    quoted = frozenset[Term]().union(*map(_terms, quotes))
    content = [token.term for token in statement if token.content]
    best = max(_windows(claim.quotes), key=lambda window: _share(content, _terms(window)), default=())
    copied = _share(_pairs(statement), frozenset[Pair]().union(*map(_pairs, quotes)))
    covered = _share(content, quoted)
    return EntailmentFeatures(
        words=covered,
        pairs=copied,
        window=_share(content, _terms(best)),
        numbers=_share([token.term for token in statement if token.numeric], quoted),
        names=_share(_names(statement), quoted),
        negation=float(any(map(denies, statement)) == any(map(denies, best))),
        modality=_agreement(_modals(statement), _modals(best)),
        copied=float(len(statement) > 1 and copied >= _COPIED and covered < 1),
    )


def _windows(quotes: Iterable[str]) -> list[tuple[Token, ...]]:
    """The tokens of every two neighbouring sentences of a quote."""
    return [
        tuple(token for sentence in quoted[start : start + _WINDOW] for token in sentence)
        for quoted in map(_sentences, quotes)
        for start in range(max(1, len(quoted) - _WINDOW + 1))
    ]


def _sentences(quote: str) -> list[tuple[Token, ...]]:
    return [tokens(span.of(quote)) for span in sentences(quote)]


def _terms(text: Iterable[Token]) -> frozenset[Term]:
    return frozenset(token.term for token in text)


def _pairs(text: Tokens) -> list[Pair]:
    return [(first.term, second.term) for first, second in pairwise(text)]


def _names(text: Tokens) -> list[Term]:
    return [token.term for at, token in enumerate(text) if is_name(text, at)]


def _modals(text: Iterable[Token]) -> frozenset[str]:
    return frozenset(token.text for token in text if is_modal(token))


def _agreement(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """Jaccard's index; 1 where both are empty."""
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def _share(parts: Sequence[object], held: Container[object]) -> float:
    """Share of the parts that are held; 1 where there are none."""
    return sum(part in held for part in parts) / len(parts) if parts else 1.0
