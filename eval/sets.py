"""What is measured together: articles, cases, and a baseline; the sets that come along, and a folder of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from eval.errors import EvalError
from eval.opening import SEEDS

_ROOT = Path(__file__).resolve().parent
BASELINE = "baseline.json"


@dataclass(frozen=True, slots=True)
class EvalSet:
    """Files and folders of articles and of cases, and where their baseline is or will be."""

    corpus: Sequence[Path]
    cases: Sequence[Path]
    baseline: Path


def _folder(path: Path) -> EvalSet:
    return EvalSet((path / "articles",), (path / "cases",), path / BASELINE)


SHIPPED: Mapping[str, EvalSet] = MappingProxyType(
    {
        "seeds": EvalSet((SEEDS,), (_ROOT / "cases",), _ROOT / "baselines" / "seeds.json"),
        "skerrin": _folder(_ROOT / "corpora" / "skerrin"),
    }
)
"""The five seed articles; an invented harbour town with corrections, wire copies, a table and articles that disagree."""


def chosen(name: str, corpus: Sequence[Path], cases: Sequence[Path], baseline: Path | None) -> EvalSet:
    """The set of the name, or of the folder, with what is named in place of its own.

    Cases of one's own have their baseline beside them, not that of the set: `evals/baseline.json` for `evals/cases`.

    Raises:
        EvalError: there is no such set, nor a folder with articles and cases.
    """
    named = _named(name)
    beside = cases[0].parent / BASELINE if cases else named.baseline
    return EvalSet(corpus or named.corpus, cases or named.cases, baseline or beside)


def _named(name: str) -> EvalSet:
    if name in SHIPPED:
        return SHIPPED[name]
    own = _folder(Path(name))
    missing = next((path for path in (*own.corpus, *own.cases) if not path.exists()), None)
    if missing is not None:
        raise EvalError(f"{name!r} is none of {', '.join(SHIPPED)}, and no folder of your own: there is no {missing}")
    return own
