"""Split articles into sentences with their words, once for many questions."""

import re
from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from qa.answer.evidence.injection import is_instruction
from qa.domain.article import Article, ArticleId, Span, Version
from qa.text.dates import is_month, month_key
from qa.text.names import mentioned, telling_terms
from qa.text.places import COUNTRIES
from qa.text.sentences import sentences
from qa.text.tokens import Term, Token, Tokens, tokens
from qa.text.words import WORD

SECTION = 40_000
"""Code points that are split at once: of a longer article what is around the passage, so that no question waits for a book."""

LONGEST_SENTENCE = 2_000
"""Code points of a sentence that is quoted or checked: a longer one is no sentence, and to compare its words takes the square of
their number."""

_TOPICAL, _TOPICAL_SHARE = 3, 0.4
"""A place with so many mentions, and such a share of the most mentioned one's, is what a section is about."""
_SHORTEST = 4
"""Words in the shortest line that counts as a sentence."""
_LABEL, _LONGEST_HEADING = 5, 16
"""Words: a line of at most `_LABEL` is no sentence, one of more than `_LONGEST_HEADING` no heading."""
_SMALL_WORD, _TITLE_CASE = 3, 0.6
"""In a heading at least the share `_TITLE_CASE` of the words with more than `_SMALL_WORD` letters is capitalised."""
# Untrusted: it begins behind white space alone, so that nothing is looked at twice.
_ADDRESS = re.compile(r"(?<!\S)\W{0,3}(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}(?:[/:?#]\S*)?\W{0,3}(?!\S)", re.IGNORECASE)
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

    Its words are split on first use: of a long article a question touches a few sentences.
    """

    span: Span
    """In the article's clean text."""
    text: str
    paragraph: int
    heading: bool

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """Its words in order."""
        return tokens(self.text)

    @cached_property
    def terms(self) -> frozenset[Term]:
        """Its terms that carry meaning, and the countries for which a capital stands in it."""
        return telling_terms(self.words)

    @cached_property
    def quotable(self) -> bool:
        """Whether it is a sentence that says something to a reader, and nothing to a model."""
        if self.heading or len(self.text) > LONGEST_SENTENCE:
            return False
        return len(self.words) >= _SHORTEST and not self._is_address and not self.orders

    @property
    def _is_address(self) -> bool:
        """Whether hardly a word is left without the addresses in it: "www.example.com/news/today"."""
        left = _ADDRESS.sub(" ", self.text) if _ADDRESS.search(self.text) else None
        return left is not None and len(WORD.findall(left)) < _SHORTEST

    @cached_property
    def orders(self) -> bool:
        """Whether it speaks to a machine or to the reader, and reports nothing."""
        return is_instruction(self.text)

    @property
    def refers_back(self) -> bool:
        """Whether it cannot be read without the one before it."""
        return _REFERS_BACK.match(self.text) is not None


@dataclass(frozen=True)
class Section:
    """The part of an article that was split into sentences; the whole of it, unless it is very long."""

    article: Article
    span: Span
    sentences: tuple[Sentence, ...]
    title: frozenset[Term]
    mentions: Mapping[Term, int]
    """How often each term occurs, title included."""

    @cached_property
    def topical_places(self) -> frozenset[Term]:
        """The places that it is about: each of its sentences may leave them out."""
        places = {term: count for term, count in self.mentions.items() if term.lower() in COUNTRIES}
        enough = max(_TOPICAL, _TOPICAL_SHARE * max(places.values(), default=0))
        return frozenset(place for place, count in places.items() if count >= enough)

    @cached_property
    def dates(self) -> frozenset[frozenset[Term]]:
        """The numbers and months in its title, and those in each of its sentences."""
        texts = (tokens(self.article.metadata.title or ""), *(sentence.words for sentence in self.sentences))
        return frozenset(_date_parts(text) for text in texts)


def _date_parts(sentence: Tokens) -> frozenset[Term]:
    return frozenset(
        month_key(token.term) if is_month(token) else token.term
        for token in sentence
        if token.numeric or is_month(token)
    )


@dataclass(slots=True)
class SentenceCache:
    """The sections used last, `capacity` of them; safe from several threads."""

    capacity: int = 512
    _sections: OrderedDict[tuple[ArticleId, Version, Span], Section] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def section(self, article: Article, around: Span) -> Section:
        """The section of the article that holds the span `around`."""
        span = _section_span(article.clean, around)
        key = (article.id, article.version, span)
        with self._lock:
            if key in self._sections:
                self._sections.move_to_end(key)
                return self._sections[key]
        section = read_section(article, span)
        with self._lock:
            self._sections[key] = section
            while len(self._sections) > self.capacity:
                self._sections.popitem(last=False)
        return section


def read_section(article: Article, span: Span) -> Section:
    """One span of an article's clean text, split into its sentences; its credits are none of them."""
    text, title = span.of(article.clean), article.metadata.title or ""
    credited = article.credits()
    split = [
        sentence
        for number, paragraph in enumerate(re.finditer(r"[^\n]+", text))
        if not _is_within(credited, span.start + paragraph.start())
        for sentence in _sentences(paragraph.group(), span.start + paragraph.start(), number)
    ]
    return Section(
        article=article,
        span=span,
        sentences=tuple(split),
        title=telling_terms(tokens(title)),
        mentions=Counter(term for part in (title, *(sentence.text for sentence in split)) for term in mentioned(part)),
    )


def _is_within(spans: Sequence[Span], offset: int) -> bool:
    """Whether an offset lies in one of the spans, which are in ascending order."""
    before = bisect_right(spans, offset, key=lambda span: span.start)
    return before > 0 and offset < spans[before - 1].end


def _section_span(text: str, around: Span) -> Span:
    """The window around a span, in whole paragraphs where these are not endless."""
    if len(text) <= SECTION:
        return Span(0, len(text))
    # Fixed windows, so that neighbouring passages share one section; each is widened to whole paragraphs.
    start = around.start // SECTION * SECTION
    end = max(start + SECTION, around.end)
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end)
    return Span(max(before, start - SECTION), min(len(text) if after < 0 else after, end + SECTION))


def _sentences(paragraph: str, offset: int, number: int) -> list[Sentence]:
    """The sentences of paragraph `number`, which starts at `offset` in the clean text."""
    spans = sentences(paragraph)
    heading = len(spans) == 1 and _is_heading(paragraph.strip())
    return [
        Sentence(Span(offset + span.start, offset + span.end), span.of(paragraph), number, heading) for span in spans
    ]


def _is_heading(line: str) -> bool:
    """A short line without a full stop whose words are mostly capitalised, or that is too short to be a sentence."""
    if _TERMINAL.search(line):
        return False
    plain_words = re.findall(r"[^\W_]+", line)
    long_words = [word for word in plain_words if len(word) > _SMALL_WORD]
    capitals = sum(word[0].isupper() for word in long_words)
    title_case = capitals >= _TITLE_CASE * len(long_words)
    return len(plain_words) <= _LABEL or (len(plain_words) <= _LONGEST_HEADING and title_case)
