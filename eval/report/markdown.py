"""Render a run and its verdict as a comment for a pull request."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from eval.record import Run, Scored
from eval.report.words import (
    broken,
    change,
    costs,
    count,
    failures,
    headline,
    lines,
    means,
    number,
    one_line,
    ordered,
    unseen,
)
from eval.verdict import Floor, Stratum, Verdict

MOST_FLIPS = 30
MOST_LINES = 10
"""Of a case."""
MOST_CHARACTERS = 60_000
"""GitHub takes 65,536."""
_TICKS = re.compile("`+")


def markdown(run: Run, verdict: Verdict | None) -> str:
    """The verdict first, then metrics, flips and strata, and the broken cases folded, as many as a comment holds."""
    text = "\n".join([f"### {headline(run, verdict)}", "", *_summary(run, verdict)])
    scored = {case_run.case.id: case_run for case_run in run.scored}
    shown = [scored[case] for case in broken(verdict) if case in scored] if verdict else _errors(run)
    for index, case_run in enumerate(shown):
        details = "\n".join(_details(case_run))
        if index == MOST_FLIPS or len(text) + len(details) > MOST_CHARACTERS:
            return f"{text}\nand {count(len(shown) - index, 'more case')}\n"
        text += f"\n{details}"
    return f"{text}\n"


def _summary(run: Run, verdict: Verdict | None) -> Iterator[str]:
    floors = {floor.metric: floor for floor in verdict.floors} if verdict else {}
    if verdict and verdict.reasons:
        yield from (*(f"- {code(reason)}" for reason in verdict.reasons[:MOST_FLIPS]), "")
    yield from ("| metric | before | now | change | floor |", "|---|--:|--:|--:|--:|")
    for metric, (before, after) in means(run, verdict).items():
        numbers = (number(before), number(after), change(before, after), _floor(floors.get(metric)))
        yield _row((_cell(metric), *numbers))
    yield from ("", costs(run))
    if verdict:
        yield from _flips(verdict)
    yield from _failures(run)
    if verdict:
        yield from _strata(verdict)


def _floor(floor: Floor | None) -> str:
    return "" if floor is None else f"{floor.least:.3f}{', **not met**' if floor.failed else ''}"


def _flips(verdict: Verdict) -> Iterator[str]:
    if not verdict.flips:
        return
    yield from ("", "| case | kind | metric | before | now | |", "|---|---|---|--:|--:|---|")
    for flip in ordered(verdict.flips)[:MOST_FLIPS]:
        names = (_cell(flip.case), _cell(flip.kind), _cell(flip.metric))
        yield _row((*names, number(flip.before), number(flip.after), "**broken**" if flip.broken else "mended"))
    if len(verdict.flips) > MOST_FLIPS:
        yield from ("", f"and {len(verdict.flips) - MOST_FLIPS} more")


def _failures(run: Run) -> Iterator[str]:
    rows = [f"- {code(line)}" for line in failures(run, MOST_FLIPS)]
    if rows:
        yield from ("", "<details><summary>Cases that fail, now as before</summary>", "", *rows, "", "</details>")


def _strata(verdict: Verdict) -> Iterator[str]:
    strata = verdict.strata
    rows = [_stratum(stratum) for stratum in sorted(strata, key=lambda stratum: not stratum.failed)[: 2 * MOST_FLIPS]]
    if not rows:
        return
    yield from ("", "<details><summary>Kinds of cases, and the smallest drop that each would show</summary>", "")
    yield "| kind | metric | cases | before | now | broken | mended | p | p adjusted | shows from | |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|"
    yield from (*rows, "", *(code(line) for line in (unseen(verdict),) if line), "", "</details>")


def _stratum(stratum: Stratum) -> str:
    counts = (
        str(stratum.cases),
        number(stratum.before),
        number(stratum.after),
        str(stratum.broken),
        str(stratum.mended),
    )
    shows = "too few cases" if stratum.smallest is None else f"{stratum.smallest} broken"
    chance = (f"{stratum.p:.3f}", f"{stratum.adjusted:.3f}", shows, "**failed**" if stratum.failed else "")
    return _row((_cell(stratum.kind), _cell(stratum.metric), *counts, *chance))


def _details(scored: Scored) -> Iterator[str]:
    yield from ("", f"<details><summary><code>{scored.case.id}</code>, what was asked and said</summary>", "")
    yield from (
        f"- {_label(label)}: {code(line)}" for label, line in islice(lines(scored.case, scored.outcome), MOST_LINES)
    )
    yield f"- Kind: {code(scored.case.kind)}"
    yield f"- Where: {code(f'{scored.file}:{scored.line}')}"
    yield from (f"- {code(metric)}: {number(score)}" for metric, score in scored.scores.items())
    yield from ("", "</details>")


def _label(label: str) -> str:
    name, comma, place = label.partition(", ")
    return f"{name} {code(place)}" if comma else name


def _errors(run: Run) -> list[Scored]:
    return [scored for scored in run.scored if scored.outcome.mode == "error"]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """A bar ends a cell even within code, and how it is escaped differs from reader to reader."""
    return code(one_line(text, 120).replace("|", "\N{BROKEN BAR}"))


def code(text: str) -> str:
    """Untrusted: in code alone nothing comes alive, be it HTML, a link, a mention, an issue or an emoji."""
    line = one_line(text) or "nothing"
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(line)), default=0))
    return f"{fence} {line} {fence}" if "`" in (line[0], line[-1]) else f"{fence}{line}{fence}"
