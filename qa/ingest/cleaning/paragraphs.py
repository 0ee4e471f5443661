"""Split raw text into paragraphs of clean text whose characters are aligned with the raw text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa.domain.article import AlignedSpan, Span
from qa.ingest.cleaning.wrapping import continues, wrap_width

# Controls that show nothing: C0 and C1 without white space, soft hyphen, zero-width space, bidi marks, overrides and
# isolates, word joiner, invisible operators, BOM, and all of plane 14: its tags and selectors spell out whole orders unseen.
# U+200C and U+200D stay: Persian spelling and emoji need them.
DROPPED = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e0fff"
)
"""A regular expression's character class, without its brackets, of what cleaning drops as it drops white space."""

_BREAK = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_STRETCH = re.compile(rf"[^\s{DROPPED}]+(?: [^\s{DROPPED}]+)*")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
_SUSPENDED = frozenset({"and", "or", "to"})
"""After these a hyphen at a line's end is one of "short- and long-term"."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Clean text that stands in `raw[span]`; the clean offsets of `runs` count from the paragraph's first character."""

    text: str
    span: Span
    runs: tuple[AlignedSpan, ...]

    def part(self, start: int, end: int) -> "Paragraph":
        """Return what stands between two clean offsets, neither beside white space inside of it, as a paragraph of its own."""
        first = bisect_right(self.runs, start, key=lambda run: run.clean) - 1
        last = bisect_left(self.runs, end, key=lambda run: run.clean)
        runs = tuple(_clipped(run, start, end) for run in self.runs[first:last])
        return Paragraph(self.text[start:end], Span(runs[0].raw, runs[-1].raw + runs[-1].length), runs)

    def raw_offset(self, offset: int) -> int:
        """Return the raw offset of the character at a clean offset; the character must not be white space."""
        run = self.runs[bisect_right(self.runs, offset, key=lambda run: run.clean) - 1]
        return run.raw + offset - run.clean


def _clipped(run: AlignedSpan, start: int, end: int) -> AlignedSpan:
    """Return what of a run stands between two clean offsets, counted from the first of them."""
    begin, until = max(run.clean, start), min(run.clean + run.length, end)
    return AlignedSpan(begin - start, run.raw + begin - run.clean, until - begin)


_BLANK = Paragraph("", Span(0, 0), ())


def paragraphs(raw: str, start: int = 0) -> list[Paragraph]:
    """Return the paragraphs of `raw` from an offset on, in order, none empty.

    A line is a paragraph of its own, except in hard-wrapped text, whose lines are joined. Inside a paragraph, runs of
    white space become one space and `DROPPED` characters vanish; no other character is changed.
    """
    lines = list(_lines(raw, start))
    width = wrap_width([line.text for line in lines])
    if width is None:
        return [line for line in lines if line.text]
    groups: list[list[Paragraph]] = []
    for previous, line in pairwise([_BLANK, *lines]):
        if not line.text:
            continue
        if previous.text and continues(previous.text, line.text, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [squeezed(raw, Span(group[0].span.start, group[-1].span.end)) for group in groups]


def _lines(raw: str, start: int) -> Iterator[Paragraph]:
    for line in (raw[start:] if start else raw).splitlines(keepends=True):
        text = line.strip()
        offset = start + len(line) - len(line.lstrip())
        if text.isprintable() and "  " not in text:  # printable holds no white space but the space, and no control
            span = Span(offset, offset + len(text))
            yield Paragraph(text, span, (AlignedSpan(0, offset, len(text)),)) if text else _BLANK
        else:
            yield squeezed(raw, Span(start, start + len(line)))
        start += len(line)


def squeezed(raw: str, span: Span) -> Paragraph:
    """Return the paragraph that stands in `raw[span]`, with single spaces and without `DROPPED` characters; it may be empty."""
    pieces: list[str] = []
    runs: list[AlignedSpan] = []
    length = 0
    for match in _STRETCH.finditer(raw, span.start, span.end):
        if runs and _separated(raw[runs[-1].raw + runs[-1].length : match.start()], pieces[-1], match.group()):
            pieces.append(" ")
            length += 1
        runs.append(AlignedSpan(length, match.start(), len(match.group())))
        pieces.append(match.group())
        length += len(match.group())
    if not runs:
        return _BLANK
    return Paragraph("".join(pieces), Span(runs[0].raw, runs[-1].raw + runs[-1].length), tuple(runs))


def _separated(gap: str, before: str, after: str) -> bool:
    if _BREAK.search(gap) and _HYPHENATED.search(before) and after[0].isalpha():
        return after.split(" ", 1)[0] in _SUSPENDED
    return any(character.isspace() for character in gap)
