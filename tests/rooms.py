"""The picture of the rooms in docs/architecture.md, drawn from the contracts that hold them: `python -m tests.rooms`."""

import ast
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "rooms.svg"

_PANEL, _GAP, _MARGIN = 460, 24, 20
"""Widths in pixels."""
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
        Panel(container, tuple(_floor(container, layer) for layer in contract["layers"]))
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
    """The SVG: panels in two columns, the first on the left, all others below each other on the right."""
    left, right = _column(drawn[:1], _MARGIN), _column(drawn[1:], _MARGIN + _PANEL + _GAP)
    height = max(left.height, right.height) + _MARGIN
    width = 2 * _MARGIN + 2 * _PANEL + _GAP
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">',
        '<title id="title">The rooms of Dateline; each imports only from the floors below it</title>',
        "<style>text{font:11px system-ui,sans-serif;fill:#333}.name{font-weight:600;font-size:13px;fill:#111}"
        ".title{font-weight:600;font-size:15px;fill:#111}rect{fill:#fff;stroke:#b9b2a3}</style>",
        f'<rect width="{width}" height="{height}" style="fill:#f7f4ee;stroke:none"/>',
        *left.lines,
        *right.lines,
        "</svg>\n",
    ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Column:
    lines: tuple[str, ...]
    height: int


def _column(drawn: Sequence[Panel], x: int) -> _Column:
    lines: list[str] = []
    y = _MARGIN
    for panel in drawn:
        lines.append(f'<text class="title" x="{x}" y="{y + 14}">{escape(panel.title)}</text>')
        y += 24
        for floor in panel.floors:
            height = _height(floor)
            lines += _row(floor, x, y, height)
            y += height + 6
        y += _GAP
    return _Column(tuple(lines), y)


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
