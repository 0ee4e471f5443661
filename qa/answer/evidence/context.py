"""A sentence in its context: its neighbours, its section, and the span that is quoted of it."""

from dataclasses import dataclass

from qa.answer.evidence.article_sentences import Section, Sentence
from qa.domain.article import Span


@dataclass(frozen=True, slots=True)
class SentenceContext:
    """A sentence with its neighbours and the section of the article around it."""

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
        return tuple(sentence for sentence in (self.before, self.sentence, self.after) if sentence is not None)


def quote_span(context: SentenceContext) -> Span:
    """What is quoted, in the article's clean text: the sentence, with its introduction where it needs one."""
    opening = context.introduction or context.sentence
    return Span(opening.span.start, context.sentence.span.end)


def sentence_contexts(section: Section, span: Span) -> list[SentenceContext]:
    """The sentences of a section that begin inside `span` and could be quoted, each with its neighbours."""
    sentences = section.sentences
    neighbours = zip((None, *sentences), sentences, (*sentences[1:], None), strict=False)
    contexts = (
        SentenceContext(sentence, before, after, section)
        for before, sentence, after in neighbours
        if span.start <= sentence.span.start < span.end and sentence.quotable
    )
    # What can only be read behind an order is not quoted with it.
    return [context for context in contexts if context.introduction is None or not context.introduction.orders]
