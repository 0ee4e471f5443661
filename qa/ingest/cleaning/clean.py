"""Turns raw text into the article alone, with a labelled region for all that was taken out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.domain.article import AlignedSpan, Cleaned, Region, RegionKind, Span
from qa.ingest.cleaning.boilerplate import label, placed, trailing_label
from qa.ingest.cleaning.paragraphs import Paragraph, paragraphs

_SEPARATOR = "\n\n"
_SHORTEST_DUPLICATE = 120
"""Characters; a shorter paragraph may stand twice on purpose: a refrain, a heading, the same figure in two entries."""

_NOT_WORDS = re.compile(r"[\W_]+")
_SECTION_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—]{2,40}$")


@dataclass(frozen=True, slots=True)
class _Removal:
    kind: RegionKind
    start: int
    """In raw text; it ends where the next paragraph or removal starts."""


def clean(raw: str, title: str | None = None) -> Cleaned:
    """The article in `raw`: whole paragraphs, or labels at their ends, are taken out and white space is normalised.

    Nothing else changes. Paragraphs are separated by a blank line; inside them a run of white space is one space and
    controls that show nothing are gone (`qa.ingest.cleaning.paragraphs.DROPPED`). The regions are in order, without gap or
    overlap, and cover every code point of `raw`. Cleaning a clean text again gives it back. `title` is the article's
    known title: a line that repeats it above the text goes as kind "title".
    """
    kept, found, removals = _labelled(raw)
    while True:  # until nothing more goes: what one pass takes out can bring other lines to the head or the tail
        found = placed([paragraph.text for paragraph in kept], found)
        _mark_duplicates(kept, found)
        _mark_title(kept, found, title)
        gone = [_Removal(kind, p.span.start) for p, kind in zip(kept, found, strict=True) if kind != "body"]
        if not gone:
            break
        removals += gone
        kept = [paragraph for paragraph, kind in zip(kept, found, strict=True) if kind == "body"]
        found = ["body"] * len(kept)
    text, runs = _join(kept)
    return Cleaned(text, tuple(_regions(kept, removals, len(raw))), runs)


def _labelled(raw: str) -> tuple[list[Paragraph], list[RegionKind], list[_Removal]]:
    """Every paragraph without the labels at its end, what its words say it is, and those labels."""
    kept: list[Paragraph] = []
    found: list[RegionKind] = []
    removals: list[_Removal] = []
    for whole in paragraphs(raw):
        body, kind = whole, label(whole.text)
        while kind == "body" and (trailing := trailing_label(body.text)):
            removals.append(_Removal(trailing[0], body.raw_offset(trailing[1])))
            body = body.cut(trailing[1])
            kind = label(body.text)
        kept.append(body)
        found.append(kind)
    return kept, found, removals


def _mark_duplicates(kept: Sequence[Paragraph], found: list[RegionKind]) -> None:
    seen: set[str] = set()
    for i, paragraph in enumerate(kept):
        if found[i] != "body" or len(paragraph.text) < _SHORTEST_DUPLICATE:
            continue
        if paragraph.text in seen:
            found[i] = "duplicate-paragraph"
        seen.add(paragraph.text)


def _mark_title(kept: Sequence[Paragraph], found: list[RegionKind], title: str | None) -> None:
    """Marks the lines at the head that repeat the title, unless they are all there is."""
    if not title:
        return
    body = [i for i, kind in enumerate(found) if kind == "body"]
    headings = []
    for i in body:
        if not _repeats(kept[i].text, title):
            break
        headings.append(i)
    if len(headings) < len(body):
        for i in headings:
            found[i] = "title"


def _repeats(line: str, title: str) -> bool:
    wanted = _words(title)
    return bool(wanted) and wanted in (_words(line), _words(_SECTION_SUFFIX.sub("", line)))


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold()).strip()


def _join(kept: Sequence[Paragraph]) -> tuple[str, tuple[AlignedSpan, ...]]:
    runs: list[AlignedSpan] = []
    offset = 0
    for paragraph in kept:
        runs += [AlignedSpan(offset + run.clean, run.raw, run.length) for run in paragraph.runs]
        offset += len(paragraph.text) + len(_SEPARATOR)
    return _SEPARATOR.join(paragraph.text for paragraph in kept), tuple(runs)


def _regions(kept: Sequence[Paragraph], removals: Sequence[_Removal], length: int) -> Iterator[Region]:
    """Each part reaches to the start of the next, neighbours of one kind are one region."""
    parts: list[_Removal] = [_Removal("body", paragraph.span.start) for paragraph in kept]
    parts = sorted([*parts, *removals], key=lambda part: part.start)
    starts = [parts[i] for i in range(len(parts)) if i == 0 or parts[i].kind != parts[i - 1].kind]
    if not length:
        return
    if not starts:
        yield Region("body", Span(0, length))
    for i, part in enumerate(starts):
        end = starts[i + 1].start if i + 1 < len(starts) else length
        yield Region(part.kind, Span(part.start if i else 0, end))
