"""The command `qa eval …` (or `python -m eval …`): its options, and the exit code that it ends with."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.progress import Progress

from eval import baseline as baselines
from eval import blame, faults, gate, judging, reports, sets
from eval import promote as promoting
from eval.case_files import load
from eval.errors import EvalError, TargetError
from eval.metrics.table import METRICS
from eval.opening import TargetOptions, opened
from eval.record import Run
from eval.report import console, record
from eval.reports import Beside
from eval.run import run as measure
from eval.sets import EvalSet
from qa.adapters.feedback import FeedbackFile
from qa.cli.safe_output import plain, plain_json
from qa.errors import DatelineError
from qa.settings import load as settings

SEEDS = "seeds"
CASES, BASELINE = sets.SHIPPED[SEEDS].cases[0], sets.SHIPPED[SEEDS].baseline
OUT = Path("eval-report")
REGRESSION, EXECUTION, CONFIGURATION = 1, 2, 3

app = typer.Typer(
    help="Measures answers against gold questions and fails on a regression: no key, no network, no judge.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

Set = Annotated[
    str,
    typer.Option(
        "--set",
        help="What is measured: seeds, skerrin, or a folder of your own with articles, cases and baseline.json.",
    ),
]
Cases = Annotated[list[Path] | None, typer.Option("--cases", help="Files or folders of cases, in place of the set's.")]
Corpus = Annotated[
    list[Path] | None, typer.Option("--corpus", help="Files or folders of articles, in place of the set's.")
]
Url = Annotated[str | None, typer.Option(help="A running Dateline service to measure, instead of this process.")]
Key = Annotated[
    str | None,
    typer.Option(
        envvar="DATELINE_KEY", help="The key that it wants; in the environment nobody else on this machine sees it."
    ),
]
Endpoint = Annotated[str | None, typer.Option(help="Any address that takes a question and gives an outcome as JSON.")]
Program = Annotated[
    str | None, typer.Option("--command", help="Any program that does so on standard input and output.")
]
Baseline = Annotated[
    Path | None,
    typer.Option(help="The committed record to compare with; default: the set's, or baseline.json beside --cases."),
]
Out = Annotated[Path, typer.Option(help="The folder for the reports.")]
Judge = Annotated[
    bool, typer.Option("--judge", help="Ask a model too whether quotes support answers; it never fails a gate.")
]
Verdicts = Annotated[
    Path | None, typer.Option("--cassette", help="Where its verdicts are kept and told again; default: in --out.")
]
Annotate = Annotated[
    bool,
    typer.Option(
        "--annotate/--no-annotate",
        envvar="GITHUB_ACTIONS",
        help="Print each broken case as GitHub shows it at its line; default: only there.",
    ),
]
Twice = Annotated[bool, typer.Option("--twice", help="Ask each question twice, to see that answers stay the same.")]


@app.command()
def run(  # noqa: PLR0913, PLR0917 each option is a parameter of its own
    name: Set = SEEDS,
    cases: Cases = None,
    corpus: Corpus = None,
    url: Url = None,
    key: Key = None,
    endpoint: Endpoint = None,
    command: Program = None,
    baseline: Baseline = None,
    out: Out = OUT,
    twice: Twice = False,
    judge: Judge = False,
    cassette: Verdicts = None,
    annotate: Annotate = False,
) -> None:
    """Answer all cases, score them, compare with the baseline, write the reports; exit code 1 on a regression."""
    chosen = sets.chosen(name, corpus or (), cases or (), baseline)
    measured = _measured(TargetOptions(corpus or (), url, endpoint, command, key or ""), chosen, twice=twice)
    before = record.read(chosen.baseline) if chosen.baseline.exists() else None
    if before is None:
        print(
            f"qa eval: no baseline at {chosen.baseline}, so only the floors are held; `qa eval accept` makes one",
            file=sys.stderr,
        )
    if judge:
        print(plain(judging.judged(measured.run, settings().judge, cassette or out / "judge.jsonl")))
    _end(measured, before, out, annotate=annotate)


@app.command()
def accept(  # noqa: PLR0913, PLR0917 each option is a parameter of its own
    name: Set = SEEDS,
    cases: Cases = None,
    corpus: Corpus = None,
    url: Url = None,
    key: Key = None,
    endpoint: Endpoint = None,
    command: Program = None,
    baseline: Baseline = None,
) -> None:
    """Measure and write the result as the new baseline, for the reviewer of the change to see."""
    chosen = sets.chosen(name, corpus or (), cases or (), baseline)
    measured = _measured(TargetOptions(corpus or (), url, endpoint, command, key or ""), chosen, twice=False)
    missed = [floor.metric for floor in gate.check(measured.run, reports.floors_of(measured.run)) if floor.failed]
    if missed:
        raise EvalError(f"this is no baseline: {', '.join(missed)} below the floor; `qa eval run` shows the cases")
    print(plain(baselines.write(measured.run, chosen.baseline)))


@app.command()
def compare(before: Path, after: Path, out: Out = OUT, annotate: Annotate = False) -> None:
    """Compare two records; exit code 1 where the second is worse."""
    old, new = record.read(before), record.read(after)
    _end(Measured(new, {}), old, out, annotate=annotate)


@app.command()
def show(
    case: str,
    kept: Annotated[Path, typer.Option("--record", help="The record of a run.")] = OUT / "run.json",
    name: Set = SEEDS,
    baseline: Baseline = None,
) -> None:
    """Show what changed in one case: retrieval, evidence, composing, verification or abstention."""
    path = sets.chosen(name, (), (), baseline).baseline
    before = record.read(path) if path.exists() else None
    print(plain(blame.changed(case, record.read(kept), before)))


@app.command()
def promote(
    feedback: str,
    data: Annotated[Path, typer.Option(help="The data folder that keeps the feedback.")] = Path("data"),
    to: Annotated[Path | None, typer.Option(help="A file of cases to add it to; default: print it.")] = None,
) -> None:
    """Make a gold question of a reader's feedback, to be edited by a person."""
    case = promoting.promoted(feedback, FeedbackFile(data / promoting.FILE).documents())
    if to is None:
        print(plain_json(case.model_dump_json()))
    else:
        promoting.append(case, to)
        print(f"{to}: added {case.id}; edit it, then `qa eval run`")


@app.command("faults")
def find_faults(name: Set = SEEDS, cases: Cases = None, corpus: Corpus = None) -> None:
    """Plant each known fault into all answers and show which metric sees it; exit code 1 where one is not seen."""
    chosen = sets.chosen(name, corpus or (), cases or (), None)
    measured = _measured(TargetOptions(), chosen, twice=False)
    missed = 0
    for fault_name, fault in faults.FAULTS.items():
        verdict = gate.compare(
            faults.planted(measured.run, fault, measured.texts), measured.run, reports.floors_of(measured.run)
        )
        seen = sorted(gate.blamed(verdict) & fault.seen_by)
        missed += not seen
        print(f"{fault_name:22}{'red' if seen else 'NOT SEEN':10}{', '.join(seen)}")
    raise typer.Exit(REGRESSION if missed else 0)


@app.command()
def metrics() -> None:
    """List the metrics, what each means, and which of them can fail a gate."""
    for metric in METRICS.values():
        print(f"{metric.name:26}{'gated ' if metric.gated else '      '}{metric.meaning}")


class Measured(NamedTuple):
    """A run, and the clean texts of the articles by id."""

    run: Run
    texts: Mapping[str, str]


def _measured(options: TargetOptions, chosen: EvalSet, *, twice: bool) -> Measured:
    case_set = load(chosen.cases)
    with opened(options, chosen.corpus) as target, _bar(len(case_set)) as advanced:
        return Measured(measure(target, case_set, advanced, twice=twice), target.texts())


def _end(measured: Measured, before: Run | None, out: Path, *, annotate: bool) -> None:
    verdict = reports.judged(measured.run, before)
    reports.write(measured.run, verdict, Beside(before, measured.texts), out)
    Console(highlight=False).print(console.summary(measured.run, verdict))
    if annotate:
        print(plain((out / "annotations.txt").read_text(encoding="utf-8")), end="")
    raise typer.Exit(0 if verdict.passed else REGRESSION)


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Asking", total=total)
        yield lambda count: progress.advance(task, count)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; what went wrong is one line on standard error and an exit code."""
    try:
        app(arguments, prog_name="qa eval")
    except (EvalError, DatelineError) as error:
        print(plain(f"qa eval: {error}"), file=sys.stderr)
        sys.exit(EXECUTION if isinstance(error, TargetError) else CONFIGURATION)
    except OSError as error:
        # Of its own a regression's exit code, to which a build would give the blame.
        print(f"qa eval: {error}; nothing is compared: name a folder that can be written with --out", file=sys.stderr)
        sys.exit(EXECUTION)


if __name__ == "__main__":
    main()
