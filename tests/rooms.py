"""The picture of the rooms in docs/architecture.md, drawn from the contracts that hold them: `python -m tests.rooms`."""

import ast
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "rooms.svg"

_COLUMNS, _PANEL, _GAP, _MARGIN = 3, 380, 24, 20
"""Columns of panels, and widths in pixels."""
_BESIDE = 3
"""Rooms in a row; a floor with more has several rows, closer to each other than floors are."""
_LINE, _PAD = 13, 8
"""Height of a line of a room's description, and the space around it."""
_CHARACTER = 5.9
"""Average width of a character of a description."""


@dataclass(frozen=True, slots=True)
class Room:
    """A package or module, with the first line of its docstring."""

    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A package whose rooms lie on floors: each may import from the floors below it, and rooms side by side never meet."""

    title: str
    floors: tuple[tuple[Room, ...], ...]


def panels() -> list[Panel]:
    """One for each contract of layers in pyproject.toml, in their order there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    return [
        Panel(container or "the repository", tuple(_floor(container, layer) for layer in contract["layers"]))
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract.get("containers", [""])
    ]


def _floor(container: str, layer: str) -> tuple[Room, ...]:
    names = [name.strip().strip("()") for name in layer.replace(":", "|").split("|")]
    return tuple(Room(name, _purpose(".".join(filter(None, [container, name])))) for name in names)


def _purpose(module: str) -> str:
    path = ROOT / Path(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) if source.is_file() else None
    return (docstring or "").partition("\n")[0]


def picture(drawn: Sequence[Panel]) -> str:
    """The SVG: each panel goes into the column that is the shortest so far."""
    columns: list[list[str]] = [[] for _ in range(_COLUMNS)]
    heights = [_MARGIN] * _COLUMNS
    for panel in drawn:
        column = heights.index(min(heights))
        lines, heights[column] = _panel(panel, _MARGIN + column * (_PANEL + _GAP), heights[column])
        columns[column] += lines
    width, height = 2 * _MARGIN + _COLUMNS * _PANEL + (_COLUMNS - 1) * _GAP, max(heights)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">',
        '<title id="title">The rooms of Dateline; each imports only from the floors below it</title>',
        "<style>text{font:11px system-ui,sans-serif;fill:#333}.name{font-weight:600;font-size:13px;fill:#111}"
        ".title{font-weight:600;font-size:15px;fill:#111}rect{fill:#fff;stroke:#b9b2a3}</style>",
        f'<rect width="{width}" height="{height}" style="fill:#f7f4ee;stroke:none"/>',
        *(line for lines in columns for line in lines),
        "</svg>\n",
    ])  # fmt: skip


def _panel(panel: Panel, x: int, y: int) -> tuple[list[str], int]:
    """The lines of a panel at a place, and where the next one below it begins."""
    lines = [f'<text class="title" x="{x}" y="{y + 14}">{escape(panel.title)}</text>']
    y += 24
    for floor in panel.floors:
        for row in _even_rows(floor):
            height = _height(row)
            lines += _row(row, x, y, height)
            y += height + 2
        y += 6
    return lines, y + _GAP


def _even_rows(floor: Sequence[Room]) -> Iterator[Sequence[Room]]:
    rows = ceil(len(floor) / _BESIDE)
    size = ceil(len(floor) / rows)
    return (floor[start : start + size] for start in range(0, len(floor), size))


def _height(floor: Sequence[Room]) -> int:
    rows = max(len(_wrapped(room, len(floor))) for room in floor)
    return 2 * _PAD + 14 + _LINE * rows


def _wrapped(room: Room, beside: int) -> list[str]:
    return textwrap.wrap(room.purpose, int((_PANEL / beside - 3 * _PAD) / _CHARACTER), break_long_words=False)


def _row(floor: Sequence[Room], x: int, y: int, height: int) -> Iterator[str]:
    width = (_PANEL - 6 * (len(floor) - 1)) // len(floor)
    for place, room in enumerate(floor):
        left = x + place * (width + 6)
        yield f'<rect x="{left}" y="{y}" width="{width}" height="{height}" rx="4"/>'
        yield f'<text class="name" x="{left + _PAD}" y="{y + _PAD + 11}">{escape(room.name)}</text>'
        for number, line in enumerate(_wrapped(room, len(floor)), start=1):
            yield f'<text x="{left + _PAD}" y="{y + _PAD + 11 + number * _LINE}">{escape(line)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(picture(panels()), encoding="utf-8")
