"""The steps that make the weights: `python -m training STEP…`; all of them, in order, without an argument."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.errors import DatelineError
from training import steps
from training.steps import TrainingPaths

ROOT = Path(__file__).resolve().parent.parent

STEPS: dict[str, Callable[[TrainingPaths], None]] = {
    "fetch": steps.fetch,
    "embedder": steps.embedder,
    "pairs": steps.pairs,
    "teacher": steps.teacher,
    "export": steps.export,
    "compare": steps.compare,
    "marks": steps.marks,
}
_ALL = ("fetch", "embedder", "pairs", "teacher", "export")
"""What makes the weights; the others only measure."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the steps that are asked for; each takes up what the one before it left in the cache."""
    parser = ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "steps", nargs="*", default="all", choices=[*STEPS, "all"], metavar="STEP", help=", ".join(STEPS)
    )
    shared = ROOT.parent / "shared" / "data"
    parser.add_argument("--data-dir", type=Path, default=shared, help="public data sets; default: ../shared/data")
    parser.add_argument("--cache-dir", type=Path, default=ROOT / ".cache" / "training", help="pairs and checkpoints")
    options = parser.parse_args(arguments)
    paths = TrainingPaths(options.data_dir, options.cache_dir, ROOT)
    try:
        for step in _ALL if "all" in options.steps else options.steps:
            print(f"== {step}", flush=True)
            STEPS[step](paths)
    except DatelineError as error:
        sys.exit(f"training: {error}")


if __name__ == "__main__":
    main()
