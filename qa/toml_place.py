"""Tell where in a TOML file a key stands, which the standard library's parser forgets."""

import re
from collections.abc import Iterator, Sequence

_TABLE = re.compile(r"\s*\[+([^\[\]#]+)\]+")
_KEY = re.compile(r"\s*([\w\-.\"' ]{1,200}?)\s*=")


def line_of(text: str, key: Sequence[str]) -> int | None:
    """Return the line, from 1, at which a key or the nearest table or inline table around it is set; None where none is."""
    nearest: tuple[int, int] | None = None
    for line, place in _places(text):
        if tuple(key[: len(place)]) == place and (nearest is None or len(place) > nearest[0]):
            nearest = len(place), line
    return nearest[1] if nearest else None


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _TABLE.match(line):
            table = _parts(found[1])
            yield number, table
        elif found := _KEY.match(line):
            yield number, table + _parts(found[1])


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip(" \t\"'") for part in dotted.split("."))
