"""Turns an article into its sentences with their words, once, so that many questions can be asked of it."""

import re
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from qa.domain.article import Article, ArticleId, Span, Version
from qa.text.sentences import sentences
from qa.text.tokens import Term, Word, is_content, terms, words

SECTION = 40_000
"""Code points that are read at once: longer articles are read around the passage, so that no question waits for a book."""

_LABEL, _LONGEST_HEADING = 5, 16
"""Words: a line of so few is no sentence, one of more than so many no heading."""
_SMALL_WORD, _TITLE_CASE = 3, 0.6
"""Words of more letters are capitalised in a heading, at least this share of them."""
_TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
# A sentence that opens like this cannot be read without the one before it.
_REFERS_BACK = re.compile(
    r"[\"'“‘]?(?:It|They|This|That|These|Those|He|She|His|Her|Their|Its|Such|Both|The (?:former|latter|move|decision|two))\b"
    r"|[\"'“‘]?(?:However|But|And|Instead|Also|Meanwhile|Moreover|Additionally|Likewise|So|Then|Still|Yet),? "
    r"(?:it|they|this|that|these|those|he|she|his|her|their|its)\b"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article; `heading` lines stand without a full stop and are never quoted as an answer.

    Its words are read when they are first asked for: of a long article a question touches a few sentences.
    """

    span: Span
    """In the article's clean text."""
    text: str
    paragraph: int
    heading: bool

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words in order."""
        return words(self.text)

    @cached_property
    def terms(self) -> frozenset[Term]:
        """Its terms that carry meaning."""
        return frozenset(word.term for word in self.words if is_content(word))

    @property
    def refers_back(self) -> bool:
        """Whether it cannot be read without the one before it."""
        return _REFERS_BACK.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Section:
    """The part of an article that was read, whole for all but very long ones."""

    article: Article
    span: Span
    sentences: tuple[Sentence, ...]
    title: frozenset[Term]
    mentions: Mapping[Term, int]
    """How often each term occurs, title included."""


@dataclass(slots=True)
class SentenceCache:
    """Reads articles and keeps the latest sections, `capacity` of them; safe from several threads."""

    capacity: int = 512
    _kept: OrderedDict[tuple[ArticleId, Version, Span], Section] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def section(self, article: Article, around: Span) -> Section:
        """The section of the article that holds the span `around`."""
        span = _section(article.clean, around)
        key = (article.id, article.version, span)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        section = read_section(article, span)
        with self._lock:
            self._kept[key] = section
            while len(self._kept) > self.capacity:
                self._kept.popitem(last=False)
        return section


def read_section(article: Article, span: Span) -> Section:
    """The sentences of one span of an article's clean text."""
    found: list[Sentence] = []
    for number, paragraph in enumerate(re.finditer(r"[^\n]+", span.of(article.clean))):
        offset = span.start + paragraph.start()
        found += _sentences(paragraph.group(), offset, number)
    title = article.metadata.title or ""
    mentions = Counter(terms(f"{title}\n{span.of(article.clean)}"))
    return Section(
        article, span, tuple(found), frozenset(word.term for word in words(title) if is_content(word)), mentions
    )


def _section(text: str, around: Span) -> Span:
    if len(text) <= SECTION:
        return Span(0, len(text))
    # Fixed windows, so that neighbouring passages share one reading; each is widened to whole paragraphs.
    start = around.start // SECTION * SECTION
    end = max(start + SECTION, around.end)
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end)
    return Span(max(before, start - SECTION), min(len(text) if after < 0 else after, end + SECTION))


def _sentences(paragraph: str, offset: int, number: int) -> list[Sentence]:
    spans = sentences(paragraph)
    heading = len(spans) == 1 and _is_heading(paragraph.strip())
    return [
        Sentence(Span(offset + span.start, offset + span.end), span.of(paragraph), number, heading) for span in spans
    ]


def _is_heading(line: str) -> bool:
    """A short line without a full stop whose words are mostly capitalised, or that is too short to be a sentence."""
    if _TERMINAL.search(line):
        return False
    tokens = re.findall(r"[^\W_]+", line)
    long_ones = [token for token in tokens if len(token) > _SMALL_WORD]
    capitals = sum(token[0].isupper() for token in long_ones)
    title_case = capitals >= _TITLE_CASE * len(long_ones)
    return len(tokens) <= _LABEL or (len(tokens) <= _LONGEST_HEADING and title_case)
