"""The options that all measurements share: folders and sizes."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

from qa.settings import Settings
from qa.wiring.adapters import WEIGHTS

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class BenchPaths:
    """Where a run finds and keeps things, and how much it measures."""

    data: Path
    """Public data sets, which do not come with Dateline."""
    cache: Path
    cases: Path
    """The questions on the seed articles."""
    limit: int
    """The most questions asked of SQuAD, a sample with a fixed seed."""
    weights: Path
    """The models that read and judge sentences; the embedder is always the one that Dateline comes with."""
    verbose: bool
    """Whether misses are printed one by one, by the parts that can."""
    kills: int = 200
    """Processes that are killed at changes of a library."""

    @property
    def seeds(self) -> Path:
        return ROOT / "seeds"

    def settings(self, library: Path) -> Settings:
        """Dateline's settings, as they come, for a library in this folder."""
        return Settings(data=library)


def parser(description: str | None) -> ArgumentParser:
    """The options that all programs here share; a program may add its own."""
    made = ArgumentParser(description=description)
    shared = ROOT.parent / "shared" / "data"
    made.add_argument("--data-dir", type=Path, default=shared, help="public data sets; default: ../shared/data")
    made.add_argument("--cache-dir", type=Path, default=ROOT / ".cache" / "bench", help="ingested libraries")
    made.add_argument(
        "--cases", type=Path, default=ROOT / "eval" / "cases" / "seeds.jsonl", help="questions on the seeds"
    )
    made.add_argument("--limit", type=int, default=600, help="questions of each kind from SQuAD; default: 600")
    made.add_argument(
        "--weights",
        type=Path,
        default=WEIGHTS,
        help="a reader as in qa/weights, for the parts that ask; default: that one",
    )
    made.add_argument("--verbose", action="store_true", help="print misses one by one: strangers-town, strangers-news")
    made.add_argument("--count", type=int, default=200, help="kills: how many; default: 200")
    return made


def bench_paths(options: Namespace) -> BenchPaths:
    """What the shared options say."""
    return BenchPaths(
        options.data_dir,
        options.cache_dir,
        options.cases,
        options.limit,
        options.weights,
        options.verbose,
        options.count,
    )
