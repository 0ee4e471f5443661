"""Read the tables of texts and of delimited files: each row as a line that can be quoted, and no pipes."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import groupby, islice

from qa.errors import InputError
from qa.text.rows import is_header, row_sentences

DELIMITED = (".csv", ".tsv")
"""Suffixes of files that are one table."""
_DELIMITERS = ",;\t|"
_LOOKED_AT = 20
"""Lines that tell which of these delimits."""
_LONGEST_LINE = 20_000
"""Characters; a longer line is no row."""
_LEAST_ROWS = 3
"""Rows of a table without a rule below its header: two lines with pipes may be two menus."""
_RULE = re.compile(r"[\s|:+=-]+")
_PIPE = re.compile(r"(?<!\\)\|")


def read_tables(text: str) -> str:
    """Return the text with each table of pipes or tabs in it read row by row, and everything else as it is.

    A table has at least a header, a rule of dashes and a row, or three rows of as many cells.
    """
    # Untrusted: made safe here. Each line is split once.
    if "|" not in text and "\t" not in text:
        return text
    lines = text.splitlines(keepends=True)
    return "".join(part for _, block in groupby(lines, _delimiter) for part in _block(list(block)))


def _delimiter(line: str) -> str:
    """Return what delimits the cells of a line; "" where it is no row."""
    if len(line) > _LONGEST_LINE:
        return ""
    stripped = line.strip()
    return "|" if "|" in stripped else "\t" if "\t" in stripped else ""


def _block(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a block, those of a table read."""
    delimiter = _delimiter(lines[0])
    rows = [_split(line, delimiter) for line in lines] if delimiter else []
    ruled = len(rows) >= _LEAST_ROWS and _is_rule(lines[1])
    if ruled or _is_even(rows):
        told = (row for line, row in zip(lines, rows, strict=True) if not _is_rule(line))
        yield from (f"{sentence}\n" for sentence in row_sentences(told, has_header=True if ruled else None))
    else:
        yield from lines


def _is_even(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether these are enough rows of as many cells."""
    return len(rows) >= _LEAST_ROWS and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1


def _is_rule(line: str) -> bool:
    return "-" in line and _RULE.fullmatch(line) is not None


def _split(line: str, delimiter: str) -> list[str]:
    if delimiter == "\t":
        return line.strip("\r\n").split("\t")
    return [cell.replace("\\|", "|") for cell in _PIPE.split(line.strip().removeprefix("|").removesuffix("|"))]


def read_delimited(page: str) -> str:
    """Return the rows of a CSV file, one a line; the delimiter is the one that parts its first lines most evenly.

    Raises:
        InputError: a cell is too long, or nothing can be read.
    """
    delimiter = _delimiter_of(page[:_LONGEST_LINE].splitlines())
    try:
        rows = [
            row
            for row in csv.reader(StringIO(page, newline=""), delimiter=delimiter)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise InputError(f"is no table that can be read ({error}); mend it or give it as .txt") from error
    first = next((row for row in rows if len(row) > 1), [])
    return "\n".join(row_sentences(rows, has_header=is_header(first)))


def _delimiter_of(lines: Sequence[str]) -> str:
    looked_at = [line for line in islice(lines, _LOOKED_AT) if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in looked_at if delimiter in line)
        (count, times), *_ = counts.most_common(1) or [(0, 0)]
        return times, count

    return max(_DELIMITERS, key=evenness)
