"""Passages whose sentences somebody else told apart, as the product has its own articles: split, counted, in context."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from qa.answer.evidence.article_sentences import Section, Sentence
from qa.answer.evidence.context import SentenceContext
from qa.domain.article import Article, ArticleId, Cleaned, Metadata, Span, Version
from qa.text.names import mentioned, telling_terms
from qa.text.tokens import Term, tokens
from training.human import Passage


def section_of(passage: Passage) -> Section:
    """The passage as one paragraph of an article under its title."""
    text = " ".join(passage.sentences)
    article = Article(
        ArticleId("stranger"),
        Version(""),
        text,
        Cleaned(text, (), ()),
        Metadata(title=passage.title or None),
        "stranger",
    )
    return Section(
        article,
        Span(0, len(text)),
        tuple(_sentences(passage.sentences)),
        telling_terms(tokens(passage.title)),
        Counter(term for part in (passage.title, *passage.sentences) for term in mentioned(part)),
    )


def _sentences(texts: Sequence[str]) -> Iterable[Sentence]:
    start = 0
    for text in texts:
        yield Sentence(Span(start, start + len(text)), text, 0, heading=False)
        start += len(text) + 1


def contexts_of(section: Section) -> list[SentenceContext]:
    """Every sentence with its neighbours, also those that the product would not quote."""
    sentences = section.sentences
    neighbours = zip((None, *sentences), sentences, (*sentences[1:], None), strict=False)
    return [SentenceContext(sentence, before, after, section) for before, sentence, after in neighbours]


class Rarity:
    """How rare each term is among some passages, as the product weighs it among its chunks."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._count = len(sections)
        self._holding = Counter(term for section in sections for term in section.mentions)

    def weights(self, terms: Sequence[Term]) -> Mapping[Term, float]:
        """Robertson and Sparck Jones' weight of each term."""
        return {
            term: math.log(1 + (self._count - self._holding[term] + 0.5) / (self._holding[term] + 0.5))
            for term in terms
        }
