"""Render a run, its verdict and its baseline as one HTML page that needs no server."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from pydantic import TypeAdapter

from eval.record import Run, Score, Value
from eval.report.sheet import Sheet, sheets
from eval.report.words import change, headline, means, number, unseen
from eval.verdict import Floor, Verdict

SHEETS = TypeAdapter(tuple[Sheet, ...])
_ESCAPED = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})
"""Untrusted: within JSON these stand in strings only, and could end or hide the element around it."""


class Row(Value):
    """A metric in the table and in its plot, whose places are percentages of the width."""

    metric: str
    before: str
    now: str
    change: str
    worse: bool
    floor: Floor | None
    places: tuple[float | None, float | None, float | None]
    """Of the floor, before and now."""
    told: str
    """What the plot shows, in words."""


def page(run: Run, verdict: Verdict | None, baseline: Run | None, texts: Mapping[str, str]) -> str:
    """The page; of the articles, by id in `texts`, only what stands around quotes goes into it."""
    style, script = _source("page.css"), _source("page.js")
    shown = sheets(run, verdict, baseline, texts)
    rows = _rows(run, verdict, baseline)
    values = {
        "policy": f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'",
        "style": style,
        "script": script,
        "data": SHEETS.dump_json(shown).decode().translate(_ESCAPED),
        "run": run,
        "verdict": verdict,
        "headline": headline(run, verdict),
        "unseen": unseen(verdict) if verdict else "",
        "rows": rows,
        "compared": any(row.places[1] is not None for row in rows),
        "kinds": sorted({sheet.kind for sheet in shown}),
        "metrics": list(dict.fromkeys(metric for sheet in shown for metric in sheet.scores)),
        "number": number,
    }
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_source("page.html.j2")).render(values) + "\n"


def _source(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _digest(source: str) -> str:
    """The source as a content security policy names it."""
    return f"'sha256-{b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _rows(run: Run, verdict: Verdict | None, baseline: Run | None) -> list[Row]:
    floors = {result.metric: result for result in verdict.floors} if verdict else {}
    both = means(run, verdict, baseline)
    for floor in floors.values():
        both.setdefault(floor.metric, (None, floor.found))
    return [_row(metric, before, now, floors.get(metric)) for metric, (before, now) in both.items()]


def _row(metric: str, before: Score, now: Score, floor: Floor | None) -> Row:
    least = floor.least if floor else None
    named = (("before", before), ("now", now), ("floor", least))
    return Row(
        metric=metric,
        before=number(before),
        now=number(now),
        change=change(before, now),
        worse=before is not None and now is not None and now < before,
        floor=floor,
        places=(_place(least), _place(before), _place(now)),
        told=", ".join(f"{name} {number(value)}" for name, value in named if value is not None),
    )


def _place(value: Score) -> float | None:
    """Room is left at both ends for the dots."""
    return None if value is None else round(2 + 96 * min(1.0, max(0.0, value)), 2)
