"""Find what must be read beside a quote so that it does not mislead: a sentence that denies, corrects or limits what it says."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from qa.answer.evidence.article_sentences import Sentence
from qa.answer.evidence.ranker import Candidate
from qa.domain.answer import QualificationRelation
from qa.domain.article import Article, Span

_BEHIND = 2
"""Sentences behind a quote that are looked at."""
_SHARED = 0.3
"""Share of its content words that a sentence elsewhere has in common with the quote, at least, if it is on the same matter."""
_MARKS: tuple[tuple[QualificationRelation, re.Pattern[str]], ...] = (
    (
        "corrects",
        re.compile(
            r"\b(?:correct(?:ed|ion|s|ing)|earlier version|clarif(?:ied|ies|ication)|revised|mistaken(?:ly)?|was wrong|in fact"
            r"|withdr(?:ew|awn|awing) (?:th(?:at|e|is)|his|her|their) (?:remark|claim|statement|accusation|comment|allegation)s?"
            r"|retract(?:ed|s|ing)?|(?:right|true|actual) (?:number|figure|date|name)"
            r"|later than planned"
            r"|ha(?:s|ve) (?:since )?(?:risen|fallen|grown|dropped) to|not [£$€]?\d[\d,.]*)\b(?! only)",
            re.IGNORECASE,
        ),
    ),
    (
        "denies",
        re.compile(
            r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|disput(?:e|es|ed|ing)|dismiss(?:es|ed|ing)?|untrue|false(?:ly)?"
            r"|not true|no truth|refut(?:e|es|ed|ing)|contradict(?:s|ed|ing)?|baseless|unfounded|nonsense|play(?:s|ed|ing)? down"
            r"|contest(?:s|ed|ing)?|no evidence|rul(?:e|es|ed|ing) out"
            r"|not (?:directly )?(?:influenced|caused|linked|responsible|to blame))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "limits",
        re.compile(
            r"^[\"“'‘]?(?:but|however|yet|even so|nevertheless|nonetheless|although|though|despite|not all|that said"
            r"|on the other hand|still,)\b|, however\b|\b(?:only (?:to|if|when|after|until|for)|unless|provided that|subject to"
            r"|not yet|no immediate|does not apply|applies only|for the \w+ only|remains? (?:un\w+|to be)|nobody (?:can|knows)"
            r"|(?:cannot|could not|can't) (?:say|tell|confirm)|it is (?:unclear|not clear|unknown)|whether)\b",
            re.IGNORECASE,
        ),
    ),
)


class Qualifier(NamedTuple):
    """A sentence that qualifies a quote, and how."""

    relation: QualificationRelation
    article: Article
    span: Span
    """In the article's clean text."""


def qualifiers(said: Candidate, candidates: Sequence[Candidate]) -> list[Qualifier]:
    """What qualifies a quote, at most `_MOST`: sentences right behind it first, then others on the question."""
    found = chain(_behind(said), _elsewhere(said, candidates))
    return list(islice(dict.fromkeys(found), _MOST))


_MOST = 2


def _behind(said: Candidate) -> Iterator[Qualifier]:
    """The next sentences of the article, as long as they go on with the same matter."""
    sentences = said.context.section.sentences
    place = bisect_left(sentences, said.sentence.span, key=lambda sentence: sentence.span)
    for following in sentences[place + 1 : place + 1 + _BEHIND]:
        if following.heading:
            return
        relation = _relation(following)
        if relation is not None and following.quotable and _is_on(following, said, relation):
            yield Qualifier(relation, said.article, following.span)


def _is_on(sentence: Sentence, said: Candidate, relation: QualificationRelation) -> bool:
    """Whether a sentence goes on with what the one before says; a denial in its paragraph is of that, whatever its words."""
    denied = relation != "limits" and sentence.paragraph == said.sentence.paragraph
    return denied or sentence.refers_back or bool(sentence.terms & said.sentence.terms)


def _elsewhere(said: Candidate, candidates: Sequence[Candidate]) -> Iterator[Qualifier]:
    """What other sentences on the question deny or correct: the same matter, or the very answer ("£350,000, not £420,000")."""
    answer = said.short_answer.of(said.article.clean) if said.short_answer else ""
    for other in candidates:
        if other is not said and answer and _replaces(answer, other.sentence.text):
            yield Qualifier("corrects", other.article, other.sentence.span)
            continue
        relation = _relation(other.sentence)
        if (
            relation in {"denies", "corrects"}
            and other is not said
            and other.mismatch is None
            and _is_same_matter(said, other)
        ):
            yield Qualifier(relation, other.article, other.sentence.span)


def _replaces(answer: str, text: str) -> bool:
    """Whether a text has something in place of the answer."""
    return any(f"{before} {answer}" in text for before in _IN_PLACE_OF)


_IN_PLACE_OF = ("not", "instead of", "rather than", "up from", "down from")


def _is_same_matter(said: Candidate, other: Candidate) -> bool:
    ours, theirs = said.sentence.terms, other.sentence.terms
    return len(ours & theirs) >= _SHARED * max(1, min(len(ours), len(theirs)))


def _relation(sentence: Sentence) -> QualificationRelation | None:
    return next((relation for relation, mark in _MARKS if mark.search(sentence.text)), None)
