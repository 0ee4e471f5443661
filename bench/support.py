"""How well support is told on statements that people judged, and on true and falsified news sentences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench import corpora
from bench.paths import BenchPaths
from qa.adapters.onnx import CrossEncoder, OnnxSupport
from qa.answer.calibration import SUPPORT
from qa.answer.verify.entailment import Entailment
from qa.domain.answer import Claim
from qa.wiring.adapters import WEIGHTS
from training import judged
from training.fitting import support_by_rules
from training.judged import Judged
from training.sources import Sources
from training.wordnet import read_wordnet

_ALARMS = 0.05
"""Share of true restatements that may be refused where falsifications are counted."""
_EDITED = 700
"""News articles of which a sentence is restated and falsified."""

Judge = Callable[[Sequence[Claim]], list[float]]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to judge, and the probability from which on it says that a statement is supported."""

    name: str
    judge: Judge
    threshold: float


def support(paths: BenchPaths) -> None:
    """Print what passes and what is refused: falsifications (targets .15 at .05 false alarms), and public sets."""
    sources = Sources(paths.data)
    rows = [{"id": article.id, "title": "", "text": article.raw} for article in corpora.news(paths.data).articles]
    edits = list(judged.edited(rows, "test", read_wordnet(paths.wordnet), _EDITED))
    sets = judged.everything(sources, "test", edits)
    model = OnnxSupport(CrossEncoder(WEIGHTS))
    rules = support_by_rules(paths.data, paths.wordnet)
    ways = (
        Way("rules", Entailment(rules).probabilities, rules.threshold),
        Way("model", model.score, 0.5),
        Way("fused", Entailment(SUPPORT, model).probabilities, SUPPORT.threshold),
    )
    _print_edits(edits, ways)
    print("\nbalanced accuracy (supported kept, unsupported refused), each way at its own threshold")
    print(f"{'':20}{'n':>6}" + "".join(f"{way.name:>22}" for way in ways))
    for name, claims in sets.items():
        cells = (f"{_balance(claims, way):>22}" for way in ways)
        print(f"{name:20}{len(claims):6}{''.join(cells)}")


def _print_edits(edits: Sequence[Judged], ways: Sequence[Way]) -> None:
    true, false = ([edit for edit in edits if edit.follows is kind] for kind in (True, False))
    print(
        f"{len(false)} falsifications and {len(true)} restatements of sentences of the news collection, never trained on"
    )
    for way in ways:
        kept, passed = (way.judge([edit.claim for edit in part]) for part in (true, false))
        bar = sorted(kept)[int(_ALARMS * len(kept))]
        print(
            f"{way.name}: {fmean(chance >= bar for chance in passed):.3f} of the falsifications pass at {_ALARMS} false alarms"
        )
        _print_kinds("passed", false, [chance >= bar for chance in passed])
        _print_kinds("refused", true, [chance < bar for chance in kept])


def _print_kinds(what: str, edits: Sequence[Judged], flags: Sequence[bool]) -> None:
    kinds = sorted({edit.kind for edit in edits})
    cells = ((kind, [flag for edit, flag in zip(edits, flags, strict=True) if edit.kind == kind]) for kind in kinds)
    print(
        f"  {what}: " + ", ".join(f"{kind.partition('/')[2]} {fmean(each):.2f} of {len(each)}" for kind, each in cells)
    )


def _balance(claims: Sequence[Judged], way: Way) -> str:
    kept = [claim >= way.threshold for claim in way.judge([claim.claim for claim in claims])]
    shares = [
        fmean(flag is kind for claim, flag in zip(claims, kept, strict=True) if claim.follows is kind)
        for kind in (True, False)
        if any(claim.follows is kind for claim in claims)
    ]
    return f"{fmean(shares):.3f} ({', '.join(f'{share:.2f}' for share in shares)})"
