"""Sentences where they stand: with their neighbours, and the words that are quoted of them."""

from dataclasses import dataclass

from qa.answer.evidence.article_sentences import Section, Sentence
from qa.answer.evidence.injection import is_instruction
from qa.domain.article import Span

_SHORTEST = 4
"""Words in the shortest line that counts as a sentence."""


@dataclass(frozen=True, slots=True)
class SentenceContext:
    """Where a sentence stands: itself, its neighbours, and the section of the article."""

    sentence: Sentence
    before: Sentence | None
    after: Sentence | None
    section: Section

    @property
    def introduction(self) -> Sentence | None:
        """The sentence before it in its paragraph, where it cannot be read without that."""
        before, sentence = self.before, self.sentence
        return before if before and sentence.refers_back and before.paragraph == sentence.paragraph else None

    @property
    def near(self) -> tuple[Sentence, ...]:
        """The sentence and those beside it."""
        return tuple(it for it in (self.before, self.sentence, self.after) if it is not None)


def quote_span(setting: SentenceContext) -> Span:
    """What is quoted: the sentence, with its introduction where it needs one."""
    opening = setting.introduction or setting.sentence
    return Span(opening.span.start, setting.sentence.span.end)


def sentence_contexts(section: Section, span: Span) -> list[SentenceContext]:
    """The sentences of a section that begin inside `span` and could be quoted, each with its neighbours."""
    found = section.sentences
    neighbours = zip((None, *found), found, (*found[1:], None), strict=False)
    return [
        SentenceContext(sentence, before, after, section)
        for before, sentence, after in neighbours
        if span.start <= sentence.span.start < span.end and _quotable(sentence)
    ]


def _quotable(sentence: Sentence) -> bool:
    return not sentence.heading and len(sentence.words) >= _SHORTEST and not is_instruction(sentence.text)
