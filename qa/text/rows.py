"""Read the rows of a table as sentences that can be quoted: each cell beside the header of its column."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

Row = Sequence[str]

_WIDEST = 40
"""Columns; what stands further right is read without a header."""
_FIGURE = re.compile(r"[^\w]{0,4}\d")
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d(?:[-–/]\d{2,4})?")
_PIPES = re.compile(r"[|¦]+")
_ENDS = (".", "!", "?", "…")


def row_sentences(rows: Iterable[Row], *, has_header: bool | None = None) -> Iterator[str]:
    """Yield a line for each row of a table, as in "Ward 4: Turnout 61 %; Votes cast 3,942.".

    The first cell names the row, and the header of its column stands before it where it begins with a figure ("Year 2024: …").
    A row of one cell is a line of its own: a caption, or a heading between the rows. `has_header` tells of the first row of
    several cells; None: it is one where it has no figures and rows below it do. A line holds each word of the cells in their
    order and no pipe; the colons, semicolons and the full stop are ours.
    """
    # Untrusted: made safe here. Each cell is read a few times, and beside at most one header.
    plain = [_cells(row) for row in rows]
    several = [row for row in plain if sum(map(bool, row)) > 1]
    first = several[:1] if _has_header(several, has_header) else []
    for row in plain:
        if any(row is header for header in first):
            continue
        if sum(map(bool, row)) > 1:
            yield _sentence(row, first[0] if first else ())
        else:
            yield from filter(None, row)


def _has_header(rows: Sequence[Row], told: bool | None) -> bool:
    if told is not None or not rows:
        return bool(told)
    return is_header(rows[0]) and not all(map(is_header, rows))


def is_header(row: Row) -> bool:
    """Return whether no cell of a row is a value, as far as figures tell; years are often headers."""
    return not any(_FIGURE.match(cell) and not _YEAR.fullmatch(cell) for cell in row)


def _cells(row: Row) -> list[str]:
    return [_PIPES.sub("/", " ".join(cell.split()).strip("|¦ ")) for cell in row]


def _sentence(row: Row, header: Row) -> str:
    headers = [*islice(header, _WIDEST), *[""] * max(0, len(row) - min(len(header), _WIDEST))]
    pairs = [(title, cell) for title, cell in zip(headers, row, strict=False) if cell]
    (title, name), *others = pairs
    label = f"{title} {name}" if title and _FIGURE.match(name) else name
    values = "; ".join(f"{title} {cell}" if title and title != cell else cell for title, cell in others)
    return _ended(f"{label}: {values}")


def _ended(line: str) -> str:
    return line if line.endswith(_ENDS) else f"{line}."
