"""Measure what a target says of the question itself: something untrue that it takes for granted, and what nothing is about."""

from collections.abc import Mapping

from eval.cases import Case
from eval.metrics.citations import holds
from eval.metrics.text import tokens
from eval.record import Outcome, Score


def named(case: Case, outcome: Outcome) -> Score:
    """Whether what the question wrongly takes for granted is named, with a quote that says otherwise."""
    if not case.stands:
        return None
    premise = outcome.premise
    return float(premise is not None and any(holds(cited.quote, case.stands) for cited in premise.citations))


def granted(case: Case, outcome: Outcome) -> Score:
    """Whether an answerable question is not said to take something untrue for granted; an error tells nothing."""
    return float(outcome.premise is None) if case.answerable and outcome.mode != "error" else None


def missing_named(case: Case, outcome: Outcome) -> Score:
    """Whether a refusal names a word of the question that nothing in the articles is about."""
    if not case.missing:
        return None
    said = {token for words in outcome.missing for token in tokens(words)}
    return float(any(said.intersection(tokens(word)) for word in case.missing))


def missing_true(outcome: Outcome, texts: Mapping[str, str]) -> Score:
    """The share of the words called missing that stand in no article; None where none is, or no texts are there."""
    if not outcome.missing or not texts:
        return None
    articles = [f" {' '.join(tokens(text))} " for text in texts.values()]
    spelled = [f" {' '.join(tokens(word))} " for word in outcome.missing]
    return sum(not any(word in text for text in articles) for word in spelled) / len(spelled)
