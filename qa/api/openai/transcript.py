"""Write an answer as one text, piece by piece, and tell where in it the markers of its quotes stand."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote as escape

from qa.api.links import Permalinks, deep_link
from qa.api.schemas.answers import AnswerBody, CitationBody, SourceBody, StatementBody
from qa.api.schemas.wire import SpanBody
from qa.api.wording import QUALIFICATIONS

Style = Literal["markers", "links"]
_UNSAFE = re.compile(r"[^\w:/?#\[\]@!$&'*+,;=.~%-]", re.ASCII)
"""What would end an address within Markdown, or is none of its characters (RFC 3986)."""

_IMAGE = re.compile(r"!(?=\[)")
_TAG = re.compile(r"(?<!\\)(\\*)<(?=[A-Za-z/!?])")
"""What may be HTML within Markdown (CommonMark 6.6), with the backslashes before it, of which an odd number would escape it."""


class Marker(NamedTuple):
    """A marker in the text, the quote that it stands for, and where the quoted article is found."""

    span: SpanBody
    utf16: SpanBody
    """The span as JavaScript counts."""
    citation: CitationBody
    title: str
    url: str | None
    """At the quote, so that two of an article are told apart; None: the article has no address."""


class Piece(NamedTuple):
    """The text that a statement adds, and the markers in it."""

    text: str
    markers: list[Marker]


class Transcript:
    """The text of an answer so far; the pieces, one behind the other, are the whole text."""

    def __init__(self, answer_id: str, style: Style, permalinks: Permalinks) -> None:
        self.markers: list[Marker] = []
        self._style = style
        self._answer_id = answer_id
        self._permalinks = permalinks
        self._pieces: list[str] = []
        self._length = 0
        self._utf16 = 0
        self._citations: dict[str, CitationBody] = {}
        self._sources: dict[int, SourceBody] = {}

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    def state(
        self, statement: StatementBody, citations: Sequence[CitationBody], sources: Sequence[SourceBody]
    ) -> Piece:
        """Write a statement, its markers, and what it would mislead without; citations and sources are those new with it."""
        self._citations.update((citation.id, citation) for citation in citations)
        self._sources.update((source.number, source) for source in sources)
        before, marked = len(self._pieces), len(self.markers)
        self._write(f"{' ' if self._length else ''}{inert_text(statement.text)} ")
        for name in statement.citations:
            self._mark(self._citations[name])
        for qualification in statement.qualifications:
            citation = self._citations[qualification.citation]
            self._write(f" {QUALIFICATIONS[qualification.relation]} “{inert_text(citation.quote)}” ")
            self._mark(citation)
        return Piece("".join(self._pieces[before:]), self.markers[marked:])

    def end(self, answer: AnswerBody) -> Piece:
        """Write what an answer says without quotes, as one that abstains does."""
        text = inert_text(answer.text) if answer.abstention else ""
        self._write(text)
        return Piece(text, [])

    def _mark(self, citation: CitationBody) -> None:
        source = self._sources[citation.source]
        page = self._permalinks.quote(self._answer_id, citation.id)
        article = source.url or (None if page else self._permalinks.article(source.article_id))
        url = deep_link(article, citation.quote) or page
        start, utf16 = self._length, self._utf16
        link = f"({_escaped(url)})" if url and self._style == "links" else ""
        self._write(f"[{citation.number}]{link}")
        span, wide = SpanBody(start=start, end=self._length), SpanBody(start=utf16, end=self._utf16)
        self.markers.append(Marker(span, wide, citation, source.title or source.publisher or source.article_id, url))

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        self._utf16 += len(text) + sum(character > "\uffff" for character in text)


def transcribed(answer: AnswerBody, style: Style, permalinks: Permalinks) -> Transcript:
    """Return the transcript of a whole answer."""
    transcript = Transcript(answer.id, style, permalinks)
    for statement in answer.statements:
        transcript.state(statement, answer.citations, answer.sources)
    transcript.end(answer)
    return transcript


def inert_text(text: str) -> str:
    r"""Untrusted: chats show the text as Markdown. What they would load unasked, and thereby tell of the reader, is escaped.

    A backslash stands before "[" of an image and before a tag's "<"; all else stays as it is, for those that show plain text.
    """
    return _TAG.sub(lambda match: f"{match[1] * 2}\\<", _IMAGE.sub(r"!\\", text))


def _escaped(url: str) -> str:
    """Untrusted: an article's address, made one that Markdown takes for nothing else."""
    return _UNSAFE.sub(lambda match: escape(match[0], safe=""), url)
