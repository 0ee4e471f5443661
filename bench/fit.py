"""Propose weights for the rules of `qa.answer.calibration` from the public sets and our questions: `python -m bench.fit`.

The shipped numbers were rounded by hand from a mix of what such searches found and the start below, so this does not give them
to the digit. The candidates are those that the shipped cheap weights let the model read, as they are when a question is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench import corpora, examples, libraries, search
from bench.examples import NAMES, Examples
from bench.paths import BenchPaths, bench_paths, parser
from qa.answer.calibration import RULES_CASCADE, RULES_THRESHOLDS
from qa.answer.responder import Responder
from qa.services import Services
from training.regression import Line, Numbers, platt

START: Mapping[str, float] = {
    "coverage": 4.0,
    "surroundings": 1.5,
    "pairs": 1.8,
    "answer_type": 1.2,
    "passage": 1.5,
    "brevity": -1.0,
    "absent": 0.0,
    "similarity": 5.0,
}
"""Set by hand after reading some answers."""
_NEWS = 0.7
"""What the news quiz counts beside SQuAD: it has a ninth of the questions, and they are harder to mark."""
_STEPS, _SEEDS = 1000, range(5)
_TABLE = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
_DOZEN = 12


@dataclass(frozen=True, slots=True)
class Sets:
    """The examples, with SQuAD's titles in two halves: one is fitted on, the other only looked at."""

    fitted: Examples
    held_out: Examples
    news: Examples
    seeds: Examples


@dataclass(frozen=True, slots=True)
class Proposal:
    """Weights (features,) and what their sum is worth."""

    weights: Numbers
    line: Line


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the proposed weights beside the shipped ones, how both rank, and what each threshold would do."""
    sets = _sets(bench_paths(parser(__doc__).parse_args(arguments)))
    shipped = Proposal(
        np.array([RULES_CASCADE.full.by_feature[name] for name in NAMES]), Line(1.0, RULES_CASCADE.full.intercept)
    )
    weights = np.mean([_search(sets, seed) for seed in _SEEDS], axis=0)
    known = search.best(sets.seeds, weights)
    proposed = Proposal(weights, platt(known.scores, known.right))
    _print_weights(shipped, proposed)
    for name, proposal in (("start", Proposal(_start(), Line(1, 0))), ("shipped", shipped), ("proposed", proposed)):
        _print_order(name, sets, proposal.weights)
    for name, proposal in (("shipped", shipped), ("proposed", proposed)):
        _print_thresholds(name, sets, proposal)


def _sets(paths: BenchPaths) -> Sets:
    collection, quiz = corpora.squad(paths.data), corpora.news(paths.data)
    with libraries.cached(paths, collection) as services:
        squad = examples.of_queries(_by_rules(paths, services), collection.queries, examples.says_answer_from_its_own)
    with libraries.cached(paths, quiz) as services:
        news = examples.of_queries(_by_rules(paths, services), quiz.queries, examples.says_answer)
    with libraries.seeds(paths) as services:
        seeds = examples.of_cases(_by_rules(paths, services), corpora.cases(paths.cases))
    titles = sorted({query.group for query in collection.queries})
    fitted = np.array([query.group in titles[::2] for query in collection.queries])
    print(
        f"SQuAD: {fitted.sum()} questions on {len(titles[::2])} pages to fit, {(~fitted).sum()} on the others held out"
    )
    return Sets(squad.part(fitted), squad.part(~fitted), news, seeds)


def _by_rules(paths: BenchPaths, services: Services) -> Services:
    """The services as with `QA_MODELS=none`."""
    return replace(services, responder=Responder(libraries.both(paths, services)[libraries.RULES]))


def _start() -> Numbers:
    return np.array([START[name] for name in NAMES])


def _search(sets: Sets, seed: int) -> Numbers:
    def goal(weights: Numbers) -> float:
        squad, news = search.order(sets.fitted, weights), search.order(sets.news, weights)
        return squad.first + squad.three + _NEWS * (news.first + news.three)

    weights = search.climb(_start(), goal, steps=_STEPS, seed=seed)
    # The order does not depend on the size; of one size, the searches can be averaged.
    return weights * float(np.linalg.norm(_start()) / np.linalg.norm(weights))


def _print_weights(shipped: Proposal, proposed: Proposal) -> None:
    print(f"\n{'weights':14}   start  found  shipped  proposed")
    scaled = proposed.weights * proposed.line.slope
    for i, name in enumerate(NAMES):
        print(f"{name:14}{START[name]:8.2f}{proposed.weights[i]:7.2f}{shipped.weights[i]:9.2f}{scaled[i]:10.2f}")
    print(f"{'intercept':14}{'':15}{shipped.line.intercept:9.2f}{proposed.line.intercept:10.2f}")


def _print_order(name: str, sets: Sets, weights: Numbers) -> None:
    print(f"\n{name}: right sentence, before any threshold")
    print(f"{'':20} first  first three  among all candidates")
    parts = (
        ("SQuAD, fitted", sets.fitted),
        ("SQuAD, held out", sets.held_out),
        ("news", sets.news),
        ("seeds", sets.seeds),
    )
    for label, part in parts:
        order = search.order(part, weights)
        print(f"{label:20}{order.first:6.3f}{order.three:13.3f}{order.possible:22.3f}")


def _print_thresholds(name: str, sets: Sets, proposal: Proposal) -> None:
    print(
        f"\n{name}: answered, right first, and wrong on what cannot be answered; shipped threshold {RULES_THRESHOLDS.answer}"
    )
    print("threshold     seeds: answered  right first  wrong, of 12      SQuAD held out: answered  right first  wrong")
    for threshold in _TABLE:
        ours, theirs = (_row(part, proposal, threshold) for part in (sets.seeds, sets.held_out))
        print(
            f"{threshold:9.2f}{ours[0]:23.3f}{ours[1]:13.3f}{ours[2] * _DOZEN:14.1f}"
            f"{theirs[0]:30.3f}{theirs[1]:13.3f}{theirs[2]:7.3f}"
        )


def _row(part: Examples, proposal: Proposal, threshold: float) -> Sequence[float]:
    """Shares: of the answerable questions answered and right first, of the others answered."""
    best = search.best(part, proposal.weights)
    said = 1 / (1 + np.exp(-proposal.line.slope * best.scores - proposal.line.intercept)) >= threshold
    answerable, others = part.answerable.sum(), (~part.answerable).sum()
    return [
        (said & best.answerable).sum() / answerable,
        (said & best.right).sum() / answerable,
        (said & ~best.answerable).sum() / others,
    ]


if __name__ == "__main__":
    main()
