"""How well support is told on claims that people wrote and judged."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from bench import libraries
from bench.corpora import sample
from bench.paths import BenchPaths
from bench.strangers.figures import area
from bench.strangers.overlap import overlap
from qa.answer.calibration import SUPPORT
from qa.answer.verify.entailment import Entailment
from qa.domain.answer import Claim
from training import judged
from training.judged import Judged
from training.sources import Sources

_MOST = 1000
"""Claims of a set, a sample with a fixed seed."""
_ASIDE = ("paws_wiki", "fool_me_twice", "ling_in_loop", "factuality", "negation_nli", "fever")


def support(paths: BenchPaths) -> None:
    """Print how often a supported claim scores above another one, and what passes at the product's threshold."""
    model = libraries.sentence_models(paths).support
    fused = Entailment(SUPPORT, model)
    print(
        "AUC (± standard error); kept and refused: of the supported and of the others, fused, at the product's threshold"
    )
    print(f"{'':20}{'n':>6}{'word overlap':>16}{'model':>16}{'fused':>16}{'kept':>8}{'refused':>9}")
    for name, claims in claims_by_set(Sources(paths.data)).items():
        texts, follows = [each.claim for each in claims], [each.follows for each in claims]
        chances = fused.probabilities(texts)
        scores = ([_overlap(claim) for claim in texts], model.score(texts), chances)
        cells = "".join(f"{area(follows, each)!s:>16}" for each in scores)
        kept, refused = _shares(follows, [chance >= SUPPORT.threshold for chance in chances])
        print(f"{name:20}{len(claims):6}{cells}{kept:8.2f}{refused:9.2f}", flush=True)


def claims_by_set(sources: Sources) -> Mapping[str, Sequence[Judged]]:
    """The claims that are held aside; of WiCE and AttributionBench those halves that nothing is fitted on."""
    aside = {name: sample(list(_claims(sources, name)), _MOST) for name in _ASIDE}
    public = {"rte": judged.inference, "wice": judged.wice, "attributionbench": judged.attribution}
    return {
        **aside,
        **{name: [claim for claim in maker(sources) if claim.part == "test"] for name, maker in public.items()},
    }


def _claims(sources: Sources, name: str) -> list[Judged]:
    """Contradicted and not supported are one."""
    return [
        Judged(Claim(row["hypothesis"], (row["premise"],)), row["label"] == "supported", name, "test")
        for row in sources.claims(name, "test")
    ]


def _overlap(claim: Claim) -> float:
    return overlap(claim.statement, " ".join(claim.quotes))


def _shares(follows: Sequence[bool], kept: Sequence[bool]) -> tuple[float, float]:
    """The share of what follows that is kept, and of what does not that is refused."""
    flags = list(zip(follows, kept, strict=True))
    return (
        fmean(flag for right, flag in flags if right),
        fmean(not flag for right, flag in flags if not right),
    )
