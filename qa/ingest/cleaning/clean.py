"""Reduce raw text to the article and its credits, with a labelled region for all that is taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from qa.domain.article import KEPT, AlignedSpan, Cleaned, Region, RegionKind, Span
from qa.ingest.cleaning.front_matter import front_matter
from qa.ingest.cleaning.paragraphs import Paragraph, paragraphs, squeezed
from qa.ingest.cleaning.placement import kinds_by_place
from qa.ingest.cleaning.repetition import kinds_by_repetition
from qa.ingest.cleaning.wording import MAX_LENGTH, kind_by_words, trailing_label

_SEPARATOR = "\n\n"


class _Part(NamedTuple):
    kind: RegionKind
    start: int
    """In raw text; the part ends where the next one starts."""


@dataclass(frozen=True, slots=True)
class _Page:
    """The paragraphs of a page without the labels at their ends, what each is by its words, and those labels."""

    paragraphs: list[Paragraph]
    kinds: list[RegionKind]
    labels: list[_Part]

    def add(self, paragraph: Paragraph, kind: RegionKind) -> None:
        if paragraph.text:
            self.paragraphs.append(paragraph)
            self.kinds.append(kind)


def clean(raw: str, title: str | None = None) -> Cleaned:
    """Take whole paragraphs, or labels at their ends, out of `raw` and normalise its white space.

    Nothing else changes. Credits stay where they stand, as lines of their own in regions of kind "credit": who made the
    article, and when it was published, can be quoted there, and nothing else is. Paragraphs are separated by a blank line;
    inside them a run of white space is one space and controls that show nothing are gone
    (`qa.ingest.cleaning.paragraphs.DROPPED`). The regions are in order, without gap or overlap, and cover every code point of
    `raw`. Cleaning a clean text again gives it back. `title` is the article's known title: a line that repeats it above the
    text goes as kind "title".
    """
    page = _page(raw)
    parts = _settled(page, title)
    staying = [page.paragraphs[place] for place, kind in enumerate(parts) if kind in KEPT]
    text = _SEPARATOR.join(paragraph.text for paragraph in staying)
    return Cleaned(text, _regions(page, parts, len(raw)), _runs(staying))


def _settled(page: _Page, title: str | None) -> list[RegionKind]:
    """Return what each paragraph is, also by its place among what stays and by what it repeats."""
    settled = list(page.kinds)
    places, kinds = list(range(len(settled))), settled
    while True:  # until nothing more goes: what one pass takes out can bring other lines to the head or the tail
        texts = [page.paragraphs[place].text for place in places]
        kinds = kinds_by_repetition(texts, kinds_by_place(texts, kinds), title)
        for place, kind in zip(places, kinds, strict=True):
            settled[place] = kind
        body = [place for place in places if settled[place] == "body"]
        if len(body) == len(places):
            return settled
        places, kinds = body, ["body"] * len(body)


def _page(raw: str) -> _Page:
    page = _Page([], [], [])
    matter = front_matter(raw)
    for line in matter.lines:
        page.add(squeezed(raw, line.span), line.kind)
    for paragraph in paragraphs(raw, matter.end):
        _add_parts(page, paragraph)
    return page


def _add_parts(page: _Page, whole: Paragraph) -> None:
    """Add a paragraph without the labels at its end; of these a credit is a paragraph of its own."""
    # Untrusted: made safe here. Of a paragraph of nothing but labels each is looked at once, and nothing is copied for it.
    text, end = whole.text, len(whole.text)
    kind = kind_by_words(text)
    credit_spans: list[Span] = []
    while kind == "body" and (label := trailing_label(text, end)):
        label_kind, start = label
        if label_kind == "credit":
            credit_spans.append(Span(start, end))
        else:
            page.labels.append(_Part(label_kind, whole.raw_offset(start)))
        end = start - 1  # the one space before it
        kind = kind_by_words(text[:end]) if end <= MAX_LENGTH else "body"
    page.add(whole.part(0, end) if end < len(text) else whole, kind)
    for span in reversed(credit_spans):
        page.add(whole.part(span.start, span.end), "credit")


def _runs(kept: Sequence[Paragraph]) -> tuple[AlignedSpan, ...]:
    runs: list[AlignedSpan] = []
    offset = 0
    for paragraph in kept:
        runs += [AlignedSpan(offset + run.clean, run.raw, run.length) for run in paragraph.runs]
        offset += len(paragraph.text) + len(_SEPARATOR)
    return tuple(runs)


def _regions(page: _Page, kinds: Sequence[RegionKind], length: int) -> tuple[Region, ...]:
    """Return the regions of a raw text of `length` characters: each part reaches to the next, neighbours of a kind are one."""
    whole = [_Part(kind, paragraph.span.start) for kind, paragraph in zip(kinds, page.paragraphs, strict=True)]
    parts = sorted([*whole, *page.labels], key=lambda part: part.start) or [_Part("body", 0)]
    firsts = [next(same) for _kind, same in groupby(parts, key=lambda part: part.kind)]
    bounds = [0, *(part.start for part in firsts[1:]), length]
    spans = [Span(start, end) for start, end in pairwise(bounds)]
    return tuple(Region(part.kind, span) for part, span in zip(firsts, spans, strict=True)) if length else ()
