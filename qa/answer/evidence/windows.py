"""Cut the sentences that promise most into windows: what a reader sees at once."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from qa.answer.evidence.article_sentences import Section, Sentence
from qa.answer.evidence.context import SentenceContext
from qa.domain.answer import Window
from qa.domain.article import ArticleId, Span

WORDS = 110
"""Words of a window: as many as the reader was taught with; about 150 tokens."""


@dataclass(frozen=True, slots=True)
class SectionWindow:
    """Neighbouring sentences of a section, by their numbers."""

    section: Section
    places: range

    @property
    def sentences(self) -> Sequence[Sentence]:
        return self.section.sentences[self.places.start : self.places.stop]

    @property
    def text(self) -> Window:
        """What a reader is given."""
        title = self.section.article.metadata.title or ""
        return Window(title, tuple(sentence.text for sentence in self.sentences))


def windows(contexts: Sequence[SentenceContext]) -> Iterator[SectionWindow]:
    """Windows around the sentences, which come best first; a sentence that an earlier window holds opens none."""
    covered: dict[ArticleId, list[Span]] = {}  # by article: the sections of a long one share sentences
    for context in contexts:
        seen = covered.setdefault(context.section.article.id, [])
        if _free(context.sentence, seen):
            window = _around(context.section, context.sentence, seen)
            seen += [sentence.span for sentence in window.sentences]
            yield window


def _around(section: Section, sentence: Sentence, seen: Collection[Span]) -> SectionWindow:
    """The sentence with its neighbours in turn, after and before, as long as they fit and no other window has them."""
    first = last = bisect_left(section.sentences, sentence.span, key=lambda other: other.span)
    room = WORDS - _words(sentence)
    ahead = True
    while True:
        sides = [place for place in (last + 1, first - 1) if _fits(section, place, room, seen)]
        if not sides:
            return SectionWindow(section, range(first, last + 1))
        place = sides[0] if ahead else sides[-1]
        room -= _words(section.sentences[place])
        first, last = min(first, place), max(last, place)
        ahead = not ahead


def _fits(section: Section, place: int, room: int, seen: Collection[Span]) -> bool:
    if not 0 <= place < len(section.sentences):
        return False
    sentence = section.sentences[place]
    return _words(sentence) <= room and _free(sentence, seen)


def _words(sentence: Sentence) -> int:
    """A line without any counts as one, or a window would have no end of them."""
    return max(1, len(sentence.words))


def _free(sentence: Sentence, seen: Collection[Span]) -> bool:
    return not any(sentence.span.overlaps(span) for span in seen)
