"""Find what must be read beside a quote so that it does not mislead: a sentence that denies, corrects or limits what it says."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import NamedTuple

from qa.answer.evidence.article_sentences import Sentence
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.corrections import corrected, is_same_matter, touches
from qa.answer.extract.cues import relation_of
from qa.domain.answer import QualificationRelation
from qa.domain.article import Article, Span

MOST = 2
"""Sentences that qualify a statement: a reader takes in no more beside it."""
_BEHIND = 2
"""Sentences behind a quote that are looked at."""
_LEANS = re.compile(
    r"\b(?:(?:deni|rejec|disput|dismiss|contest|refut)\w* (?:this|that|it|these|those|them"
    r"|the (?:claim|charge|allegation|accusation)s?)|no evidence (?:of|for) (?:this|that|it))\b",
    re.IGNORECASE,
)
"""A denial of what the sentence before it says, and of nothing elsewhere."""


class Qualifier(NamedTuple):
    """A sentence that qualifies a quote, and how."""

    relation: QualificationRelation
    article: Article
    span: Span
    """In the article's clean text."""


def qualifiers(said: Candidate, candidates: Sequence[Candidate]) -> list[Qualifier]:
    """What qualifies a quote, at most `MOST`: sentences right behind it first, then others of the candidates' articles."""
    found = chain(_behind(said), _elsewhere(said, candidates))
    return list(islice(dict.fromkeys(found), MOST))


def _behind(said: Candidate) -> Iterator[Qualifier]:
    """The next sentences of the article, as long as they go on with the same matter."""
    sentences = said.context.section.sentences
    place = bisect_left(sentences, said.sentence.span, key=lambda sentence: sentence.span)
    before = said.sentence
    for following in sentences[place + 1 : place + 1 + _BEHIND]:
        if following.heading:
            return
        relation = relation_of(following.text)
        if relation is not None and following.quotable and _goes_on(following, said, before):
            yield Qualifier(relation, said.article, following.span)
        before = following


def _goes_on(sentence: Sentence, said: Candidate, before: Sentence) -> bool:
    """Whether a sentence goes on with what is said: within its paragraph it does, whatever its words."""
    beside = sentence.paragraph == said.sentence.paragraph
    leans = before is said.sentence and sentence.refers_back
    return beside or leans or bool(sentence.terms & said.sentence.terms)


def _elsewhere(said: Candidate, candidates: Sequence[Candidate]) -> Iterator[Qualifier]:
    """What the candidates' articles take back of it, or deny of the same matter."""
    sections = {(one.article.id, one.context.section.span): one.context.section for one in candidates}
    for section in sections.values():
        for sentence, following in zip_longest(section.sentences, section.sentences[1:]):
            if not (sentence.quotable and touches(said, sentence)) or _is_said(said, section.article, sentence):
                continue
            if span := corrected(said, section.article, sentence, following):
                yield Qualifier("corrects", section.article, span)
            elif _denies(said, sentence):
                yield Qualifier("denies", section.article, sentence.span)


def _is_said(said: Candidate, article: Article, sentence: Sentence) -> bool:
    return article.id == said.article.id and sentence.span.overlaps(said.span)


def _denies(said: Candidate, sentence: Sentence) -> bool:
    of_it = is_same_matter(said, sentence) and relation_of(sentence.text) == "denies"
    return of_it and not _LEANS.search(sentence.text)
