"""Turns a run and its verdict into a comment for a pull request."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from eval.record import Run, Scored
from eval.report.words import broken, change, costs, count, headline, lines, means, number, one_line, ordered
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
    scored = {it.case.id: it for it in run.scored}
    shown = [scored[case] for case in broken(verdict) if case in scored] if verdict else _errors(run)
    for index, it in enumerate(shown):
        details = "\n".join(_details(it))
        if index == MOST_FLIPS or len(text) + len(details) > MOST_CHARACTERS:
            return f"{text}\nand {count(len(shown) - index, 'more case')}\n"
        text += f"\n{details}"
    return f"{text}\n"


def _summary(run: Run, verdict: Verdict | None) -> Iterator[str]:
    floors = {it.metric: it for it in verdict.floors} if verdict else {}
    if verdict and verdict.reasons:
        yield from (*(f"- {code(reason)}" for reason in verdict.reasons[:MOST_FLIPS]), "")
    yield from ("| metric | before | now | change | floor |", "|---|--:|--:|--:|--:|")
    for metric, (before, after) in means(run, verdict).items():
        numbers = (number(before), number(after), change(before, after), _floor(floors.get(metric)))
        yield _row((_cell(metric), *numbers))
    yield from ("", costs(run))
    if verdict:
        yield from _flips(verdict)
        yield from _strata(verdict.strata)


def _floor(floor: Floor | None) -> str:
    return "" if floor is None else f"{floor.least:.3f}{', **not met**' if floor.failed else ''}"


def _flips(verdict: Verdict) -> Iterator[str]:
    if not verdict.flips:
        return
    yield from ("", "| case | kind | metric | before | now | |", "|---|---|---|--:|--:|---|")
    for it in ordered(verdict.flips)[:MOST_FLIPS]:
        names = (_cell(it.case), _cell(it.kind), _cell(it.metric))
        yield _row((*names, number(it.before), number(it.after), "**broken**" if it.broken else "mended"))
    if len(verdict.flips) > MOST_FLIPS:
        yield from ("", f"and {len(verdict.flips) - MOST_FLIPS} more")


def _strata(strata: Iterable[Stratum]) -> Iterator[str]:
    rows = [_stratum(it) for it in sorted(strata, key=lambda it: not it.failed)[: 2 * MOST_FLIPS]]
    if not rows:
        return
    yield from ("", "<details><summary>Kinds of cases, and the smallest drop that each would show</summary>", "")
    yield "| kind | metric | cases | before | now | broken | mended | p | p adjusted | shows from | |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|"
    yield from (*rows, "", "</details>")


def _stratum(it: Stratum) -> str:
    counts = (str(it.cases), number(it.before), number(it.after), str(it.broken), str(it.mended))
    shows = "too few cases" if it.smallest is None else f"{it.smallest} broken"
    chance = (f"{it.p:.3f}", f"{it.adjusted:.3f}", shows, "**failed**" if it.failed else "")
    return _row((_cell(it.kind), _cell(it.metric), *counts, *chance))


def _details(it: Scored) -> Iterator[str]:
    yield from ("", f"<details><summary><code>{it.case.id}</code>, what was asked and said</summary>", "")
    yield from (f"- {_label(label)}: {code(line)}" for label, line in islice(lines(it.case, it.outcome), MOST_LINES))
    yield f"- Kind: {code(it.case.kind)}"
    yield f"- Where: {code(f'{it.file}:{it.line}')}"
    yield from (f"- {code(metric)}: {number(score)}" for metric, score in it.scores.items())
    yield from ("", "</details>")


def _label(label: str) -> str:
    name, comma, place = label.partition(", ")
    return f"{name} {code(place)}" if comma else name


def _errors(run: Run) -> list[Scored]:
    return [it for it in run.scored if it.outcome.mode == "error"]


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
