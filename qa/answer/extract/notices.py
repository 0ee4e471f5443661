"""Find published corrections: "An article on Monday misstated the number … It was nine, not 14.", "(Corrects paragraph 2 to …)".

Untrusted: what a correction says is an article's text like any other. It is quoted, and what it corrects is quoted beside it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from qa.answer.evidence.article_sentences import Section, Sentence
from qa.answer.evidence.context import SentenceContext
from qa.domain.article import Article, Span
from qa.text.tokens import Term

ITEM = (
    r"(?:article|story|report|feature|column|editorial|item|headline|caption|chart|graphic|map|table|obituary|profile|dispatch"
    r"|interview|piece|post|bulletin|broadcast|programme|program|segment|brief)s?"
)
"""What is published, as corrections call it."""
_RIGHT = r"\b(?:correct|right|actual|true) (?:number|figure|date|name|sum|amount|price|place|time|total)\b"
_PUBLISHED = re.compile(
    rf"\b{ITEM}\b|\b(?:earlier|previous) (?:version|edition)\b|\bcorrect(?:s|ion)\b"
    r"|\bwe (?:(?:had|have|incorrectly|wrongly|mistakenly|erroneously) )?(?:said|reported|stated|wrote|gave)\b|\bas we had it\b",
    re.IGNORECASE,
)
"""Names what was published."""
_ERROR = re.compile(
    r"\bmis(?:stated|spelled|spelt|identified|named|quoted|reported|attributed|represented|characteri[sz]ed|calculated)\b"
    r"|\b(?:incorrect|erroneous|wrong|mistaken|inaccurate)(?:ly)?\b|\bin error\b|\b(?:editing|production|reporting) error\b"
    rf"|\bshould (?:have|be)\b|\bin fact\b|\bcorrects?\b|\bregrets? the\b|\bapologi[sz]es?\b|\bas we had it\b|{_RIGHT}",
    re.IGNORECASE,
)
"""Says that there was a mistake."""
_COLUMN = re.compile(
    r"\bcorrect(?:s|ed|ions?)\b|\bclarifications?\b|\b(?:for|setting) the record\b|\berrata?\b|\berratum\b",
    re.IGNORECASE,
)
"""Stands in the title of what holds corrections: there an entry need not say once more that there was a mistake."""
_FIXES = re.compile(
    rf"\bnot (?:the )?[\w£$€]|\b(?:rather than|instead of|in fact)\b|\bshould (?:have|be)\b|{_RIGHT}", re.IGNORECASE
)
"""Stands beside what is right."""
_OF_ITSELF = re.compile(
    r"\b(?:this|the) (?:article|story|report|piece|post)\b|\b(?:earlier|previous) version\b|\bparagraph\b|\bcorrects\b",
    re.IGNORECASE,
)
MOST = 50
"""Corrections of one article that are looked at: no column has more."""
_LONGEST = 700
"""Code points of a correction that is quoted."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A published correction."""

    section: Section
    sentences: tuple[Sentence, ...]
    """From the one that names what was published to the one that says what is right."""

    @property
    def article(self) -> Article:
        """The article that it stands in."""
        return self.section.article

    @property
    def span(self) -> Span:
        """What is quoted, in that article's clean text."""
        return Span(self.sentences[0].span.start, self.sentences[-1].span.end)

    @property
    def text(self) -> str:
        """The same in words."""
        return self.span.of(self.article.clean)

    @property
    def terms(self) -> frozenset[Term]:
        """The content words of its sentences."""
        return frozenset().union(*(sentence.terms for sentence in self.sentences))

    @property
    def is_of_itself(self) -> bool:
        """Whether it corrects an earlier version of the article that it stands in, whose text is right now."""
        return _OF_ITSELF.search(self.text) is not None

    @property
    def context(self) -> SentenceContext:
        """The sentence that says what is right, where it stands."""
        around = (None, *self.section.sentences, None)
        at = bisect_left(self.section.sentences, self.sentences[-1].span, key=lambda sentence: sentence.span) + 1
        return SentenceContext(self.sentences[-1], around[at - 1], around[at + 1], self.section)


def notices(sections: Iterable[Section]) -> Iterator[Notice]:
    """Yield the published corrections in some sections, at most one of a paragraph and `MOST` of a section."""
    for section in sections:
        yield from islice(_in_section(section), MOST)


def _in_section(section: Section) -> Iterator[Notice]:
    in_column = _COLUMN.search(section.article.metadata.title or "") is not None
    for _, paragraph in groupby(section.sentences, key=lambda sentence: sentence.paragraph):
        if sentences := _correcting(list(paragraph), in_column=in_column):
            yield Notice(section, sentences)


def _correcting(paragraph: Sequence[Sentence], *, in_column: bool) -> tuple[Sentence, ...]:
    """The sentences of a paragraph that correct something; none where it corrects nothing."""
    first = next((at for at, sentence in enumerate(paragraph) if _PUBLISHED.search(sentence.text)), None)
    if first is None or not (in_column or any(_ERROR.search(sentence.text) for sentence in paragraph)):
        return ()
    found = _to_what_is_right(paragraph[first:])
    short = found[-1].span.end - found[0].span.start <= _LONGEST
    return found if short and all(map(_is_quotable, found)) else ()


def _to_what_is_right(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences as far as the first that says what is right; without one that is taken to be the second."""
    last = next((at for at, sentence in enumerate(sentences) if _FIXES.search(sentence.text)), 1)
    return tuple(sentences[: last + 1])


def _is_quotable(sentence: Sentence) -> bool:
    return sentence.quotable
