"""Summarise a run and its verdict for a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.record import Run
from eval.report.words import (
    change,
    costs,
    failures,
    headline,
    means,
    number,
    one_line,
    ordered,
    sees,
    told,
    unseen,
)
from eval.verdict import Floor, Verdict

MOST_FLIPS = 15
MOST_FAILURES = 10


def summary(run: Run, verdict: Verdict | None) -> RenderableType:
    """Metrics with what the gate holds them to, then flips and failures, and the verdict last, where one looks first."""
    parts: list[RenderableType] = [_metrics(run, verdict), *(_flips(verdict) if verdict else ())]
    parts += [_line("dim", line) for line in failures(run, MOST_FAILURES)]
    if verdict:
        parts += [_line("", line) for line in (unseen(verdict), *(f"- {reason}" for reason in verdict.reasons)) if line]
    style = "bold" if verdict is None else f"bold {_STYLES[not verdict.passed]}"
    return Group(
        *parts, _line(style, f"{headline(run, verdict)}, in {run.seconds:.1f} s, of {run.target}; {costs(run)}")
    )


def _flips(verdict: Verdict) -> Iterator[RenderableType]:
    flips = ordered(verdict.flips)
    for flip in flips[:MOST_FLIPS]:
        yield _line(_STYLES[flip.broken], f"{flip.case} ({flip.kind}) {told(flip)}")
    if len(flips) > MOST_FLIPS:
        yield _line("dim", f"and {len(flips) - MOST_FLIPS} more")


_STYLES = {True: "red", False: "green"}


def _metrics(run: Run, verdict: Verdict | None) -> Table:
    table = Table("metric", box=None, pad_edge=False)
    for name in ("before", "now", "change", "floor", "fails from"):
        table.add_column(name, justify="right")
    strata = {stratum.metric: stratum for stratum in verdict.strata} if verdict else {}
    floors = {result.metric: result for result in verdict.floors} if verdict else {}
    for metric, (before, after) in means(run, verdict).items():
        cells = (number(before), number(after), change(before, after))
        gate = Text(sees(strata.get(metric)), style="dim")
        table.add_row(_line("", metric), *map(Text, cells), _floor(floors.pop(metric, None)), gate)
    for metric, floor in floors.items():
        table.add_row(_line("", metric), "", number(floor.found), "", _floor(floor))
    return table


def _floor(floor: Floor | None) -> Text:
    if floor is None:
        return Text("")
    return Text(f"{floor.least:.3f} {'not met' if floor.failed else 'met'}", style=_STYLES[floor.failed])


def _line(style: str, text: str) -> Text:
    return Text(one_line(text), style=style)
