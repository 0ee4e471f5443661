"""Find the facts that stand above a text as "key: value": front matter between dashes, or the head of a feed entry or a mail."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from qa.domain.article import RegionKind, Span
from qa.text.stated import FIELD_BY_KEY

_MOST_LINES, _LONGEST = 200, 20_000
"""Lines and characters that are looked at."""
_FENCE = "---"
_FENCE_ENDS = ("---", "...")
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w.-]{0,30}(?::[a-z]\w{0,20})?)[ \t]{0,4}:(?:[ \t](?P<value>.*))?")
_ITEM = re.compile(r"[ \t]{0,8}-[ \t](?P<value>.*)")
_LISTED = re.compile(r"\[(?P<items>[^\[\]]*)\]")
_CREDITS = frozenset({"authors", "publisher", "published_at"})
_LEAST = 2
"""Known keys of a head that stands without dashes: one alone may be a sentence."""


class MatterLine(NamedTuple):
    """A line of the matter and what it is."""

    span: Span
    kind: RegionKind
    field: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a text, line by line; `end` is where the text begins, in the raw text."""

    lines: tuple[MatterLine, ...] = ()
    end: int = 0

    def fields(self) -> Mapping[str, object]:
        """Return the stated values by field, the first of each; those of `authors` as a list."""
        stated: dict[str, list[str]] = {}
        for line in self.lines:
            if line.field:
                stated.setdefault(line.field, []).extend(filter(None, line.values))
        return {field: values if field == "authors" else values[0] for field, values in stated.items() if values}


_NONE = FrontMatter()


def front_matter(raw: str) -> FrontMatter:
    """Return what stands above the text; nothing where the first line is no fence, nor two known keys stand there."""
    # Untrusted: made safe here. However long the text, only its head is looked at, line by line.
    lines = _head(raw)
    if not lines:
        return _NONE
    if lines[0].of(raw).strip() == _FENCE:
        return _fenced(raw, lines)
    until = next((i for i, line in enumerate(lines) if not _FIELD.fullmatch(line.of(raw).strip())), len(lines))
    # What is no fact about the article may be part of it: "Decision: The pool closes."
    block = [line if line.field else line._replace(kind="body") for line in _classified(raw, lines[:until])]
    if sum(line.field is not None for line in block) < _LEAST:
        return _NONE
    return FrontMatter(tuple(block), block[-1].span.end)


def _fenced(raw: str, lines: list[Span]) -> FrontMatter:
    closing = next((i for i in range(1, len(lines)) if lines[i].of(raw).strip() in _FENCE_ENDS), None)
    block = list(_classified(raw, lines[1:closing])) if closing else []
    if closing is None or not any(line.field for line in block):
        return _NONE
    opening, end = (MatterLine(lines[place], "notice") for place in (0, closing))
    return FrontMatter((opening, *block, end), end.span.end)


def _classified(raw: str, lines: list[Span]) -> Iterator[MatterLine]:
    """Yield each line that is not blank; an item of a list belongs to the key above it."""
    field: str | None = None
    for span in lines:
        text = span.of(raw)
        match = _ITEM.fullmatch(text)
        if match is None:
            match = _FIELD.fullmatch(text)
            field = FIELD_BY_KEY.get(match["key"].lower()) if match else None
        if text.strip():
            yield MatterLine(span, _kind(field), field, _values(match["value"] or "") if match else ())


def _kind(field: str | None) -> RegionKind:
    if field in _CREDITS:
        return "credit"
    return "title" if field == "title" else "notice"


def _values(value: str) -> tuple[str, ...]:
    """Return the value without its quotation marks, or the members of a list in brackets."""
    listed = _LISTED.fullmatch(value.strip())
    items = listed["items"].split(",") if listed else [value]
    return tuple(item.strip().strip("\"'").strip() for item in items)


def _head(raw: str) -> list[Span]:
    """Return the lines at the head without their ends; a blank line ends them, unless they begin with a fence."""
    lines: list[Span] = []
    start = 0
    for line in raw[:_LONGEST].splitlines(keepends=True)[: _MOST_LINES + 1]:
        text = line.strip("\ufeff \t\r\n")
        if text or (lines and lines[0].of(raw).strip("\ufeff") == _FENCE):
            lines.append(Span(start, start + len(line.rstrip("\r\n"))))
        elif lines:
            break
        start += len(line)
    return lines
