"""How many true and falsified news sentences the checks, and the checks with the model, refuse."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bench import corpora
from bench.paths import BenchPaths
from qa.adapters.onnx import CrossEncoder, OnnxSupport
from qa.answer.calibration import SUPPORT
from qa.answer.verify.checks.table import CHECKS, check
from qa.answer.verify.entailment import Entailment
from qa.wiring.adapters import WEIGHTS
from training import judged
from training.judged import Judged
from training.sources import Row, Sources
from training.wordnet import WordNet, read_wordnet

_ROUNDS = 2
"""Sentences of each article of the news collection: with one, there would be fewer than a thousand that can be edited."""
_SEED_ROUNDS = 12
"""The seed articles are few, so more of their sentences are taken."""


@dataclass(frozen=True, slots=True)
class Result:
    """A claim, the checks that it fails, and whether the model supports it."""

    judged: Judged
    failed: tuple[str, ...]
    supported: bool

    @property
    def refused(self) -> bool:
        """By the checks or by the model."""
        return bool(self.failed) or not self.supported


def mutations(paths: BenchPaths) -> None:
    """Print what the checks alone (a) and with the model (b) refuse: falsifications, restatements, and public sets."""
    wordnet = read_wordnet(paths.wordnet)
    entailment = Entailment(SUPPORT, OnnxSupport(CrossEncoder(WEIGHTS)))
    news = [{"id": article.id, "title": "", "text": article.raw} for article in corpora.news(paths.data).articles]
    seeds = [
        {"id": path.name, "title": "", "text": path.read_text(encoding="utf-8")} for path in paths.seeds.glob("*.txt")
    ]
    edits = _edits(news, _ROUNDS, wordnet)
    _print_kinds("the news collection", _results(edits, entailment))
    _print_kinds("the seed articles", _results(_edits(sorted(seeds, key=str), _SEED_ROUNDS, wordnet), entailment))
    print("\nbalanced accuracy (supported kept, unsupported refused)")
    print(f"{'':20}{'n':>6}{'model':>22}{'checks':>22}{'both':>22}")
    for name, claims in judged.everything(Sources(paths.data), "test", edits).items():
        _print_balance(name, _results(claims, entailment))


def _edits(rows: Sequence[Row], rounds: int, wordnet: WordNet) -> list[Judged]:
    """Different sentences of the same articles in each round, each edit once.

    A restatement with other words inside quotation marks is none: nobody said that.
    """
    made = judged.edited([*rows] * rounds, "test", wordnet, rounds * len(rows))
    edits = {(edit.claim.statement, edit.claim.quotes, edit.kind): edit for edit in made}.values()
    return [edit for edit in edits if not (edit.follows and "quotations" in _failed(edit))]


def _results(claims: Sequence[Judged], entailment: Entailment) -> list[Result]:
    chances = entailment.probabilities([claim.claim for claim in claims])
    return [
        Result(claim, _failed(claim), chance >= entailment.rule.threshold)
        for claim, chance in zip(claims, chances, strict=True)
    ]


def _failed(judged: Judged) -> tuple[str, ...]:
    holds = check(judged.claim.statement, judged.claim.quotes, dated=True)
    return tuple(name for name in CHECKS if not holds[name])


def _print_kinds(where: str, results: Sequence[Result]) -> None:
    sentences = {result.judged.claim.quotes[0] for result in results}
    print(
        f"\n{len(results)} edits of {len(sentences)} sentences of {where}; refused by (a) the checks, (b) the model too"
    )
    print(f"{'':32}{'n':>6}{'(a)':>8}{'(b)':>8}  checks that fail")
    kinds = sorted({result.judged.kind for result in results})
    for kind in kinds:
        _print_row(kind, [result for result in results if result.judged.kind == kind])
    for follows, name in ((False, "all falsifications"), (True, "all restatements")):
        _print_row(name, [result for result in results if result.judged.follows is follows])


def _print_row(name: str, results: Sequence[Result]) -> None:
    if not results:
        return
    fired = Counter(check for result in results for check in result.failed)
    shares = fmean(bool(result.failed) for result in results), fmean(result.refused for result in results)
    listed = ", ".join(f"{check} {fired[check]}" for check in CHECKS if fired[check])
    print(f"{name:32}{len(results):6}{shares[0]:8.3f}{shares[1]:8.3f}  {listed}")


def _print_balance(name: str, results: Sequence[Result]) -> None:
    ways = (
        [result.supported for result in results],
        [not result.failed for result in results],
        [not result.refused for result in results],
    )
    print(f"{name:20}{len(results):6}" + "".join(f"{_balance(results, kept):>22}" for kept in ways))


def _balance(results: Sequence[Result], kept: Sequence[bool]) -> str:
    shares = [
        fmean(flag is kind for result, flag in zip(results, kept, strict=True) if result.judged.follows is kind)
        for kind in (True, False)
        if any(result.judged.follows is kind for result in results)
    ]
    return f"{fmean(shares):.3f} ({', '.join(f'{share:.2f}' for share in shares)})"
