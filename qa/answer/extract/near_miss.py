"""Tell what a refusal lacks: words of the question that nothing near has, or what it takes for granted and is not so."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from qa.answer.evidence.ranker import Candidate
from qa.answer.question.function_words import LOCATIVE
from qa.answer.question.parse import Question
from qa.text.dates import is_month, is_year
from qa.text.names import is_name
from qa.text.negation import denied, denies
from qa.text.opposites import opposites_of
from qa.text.tokens import Term, Token, Tokens

_NEAREST = 3
"""Sentences that are looked at."""
_MOST_MISSING = 3
_SHARED, _FEWEST, _UNDONE = 0.6, 2, 0.4
"""Share, and number, of the question's other content words that a sentence must have to tell of the same, and the share where it
denies the very act."""
_COUNTED = 3
"""Words behind a number within which stands what it counts."""


class FalsePremise(NamedTuple):
    """Words that take something for granted, and the sentence that says otherwise."""

    asked: str
    candidate: Candidate


def missing(question: Question, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Words of the question, as it has them, that the articles of the nearest sentences lack; those side by side together."""
    told = frozenset[Term]().union(*(_told(candidate) for candidate in candidates[:_NEAREST]))
    if not told:
        return ()
    rows = list(_joined([token for token in _asked_about(question) if token.term not in told]))
    # Names and numbers tell what is missing; verbs and the like only where there is nothing else.
    telling = [row for row in rows if _HAS_NAME_OR_NUMBER.search(row)]
    return tuple((telling or rows)[:_MOST_MISSING])


_HAS_NAME_OR_NUMBER = re.compile(r"[A-Z\d]")


def _asked_about(question: Question) -> Iterator[Token]:
    """The words of the question that speak of something; the "long" of "how long" only asks."""
    for before, token in zip((None, *question.tokens), question.tokens, strict=False):
        asks = before is not None and before.lower == "how"
        if token.content and token.term in question.terms and not asks:
            yield token


def _told(candidate: Candidate) -> frozenset[Term]:
    section = candidate.context.section
    return frozenset(section.mentions) | section.title


def _joined(tokens: Sequence[Token]) -> Iterator[str]:
    """The words as they are written, those with nothing but a space between them as one."""
    row: list[Token] = []
    for token in tokens:
        if row and not (row[-1].after == token.before and token.before.isspace() and _follows(row[-1], token)):
            yield " ".join(each.text for each in row)
            row = []
        row.append(token)
    if row:
        yield " ".join(each.text for each in row)


def _follows(one: Token, other: Token) -> bool:
    return one.start + len(one.text) + len(other.before) == other.start


def false_premise(question: Question, candidates: Sequence[Candidate]) -> FalsePremise | None:
    """What one of the nearest sentences says otherwise of the same thing; None where none does."""
    for candidate in candidates[:_NEAREST]:
        asked = next(_clashes(question.tokens, candidate), None)
        if asked is None:
            continue
        if _tells_of_the_same(question, candidate, asked) or _is_undone(question, candidate):
            return FalsePremise(asked.text, candidate)
    return None


def contradicts(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence that seems to answer says the opposite of what the question takes for granted: it answers nothing."""
    said = candidate.sentence.words
    terms = {token.term for token in said}
    opposed = (
        token
        for at, token in enumerate(question.tokens)
        if token.content and token.term not in terms and _is_opposite(question.tokens, at, said)
    )
    return _is_undone(question, candidate) or any(_tells_of_the_same(question, candidate, token) for token in opposed)


def _is_undone(question: Question, candidate: Candidate) -> bool:
    """Whether what the question says is done is what the sentence says is not done, of the same people or things."""
    heads = (candidate.sentence.words[each.head] for each in denied(candidate.sentence.words))
    undone = {head.lemma for head in heads if not head.capital}
    asked = [token for token in question.tokens if token.content and token.lemma in undone]
    shares = [_shared(question, candidate, token) for token in asked]
    return not any(map(denies, question.tokens)) and any(share >= _UNDONE for share in shares)


def _shared(question: Question, candidate: Candidate, asked: Token) -> float:
    others = [term for term in question.terms if term != asked.term]
    return sum(term in candidate.sentence.terms for term in others) / max(_FEWEST, len(others))


def _tells_of_the_same(question: Question, candidate: Candidate, asked: Token) -> bool:
    others = [term for term in question.terms if term != asked.term]
    shared = [term for term in others if term in candidate.sentence.terms]
    return len(shared) >= max(_FEWEST, _SHARED * len(others))


def _clashes(asked: Tokens, candidate: Candidate) -> Iterator[Token]:
    """The words of the question in whose place the sentence has others, and those that it denies."""
    said = candidate.sentence.words
    terms = {token.term for token in said}
    for at, token in enumerate(asked):
        if token.content and token.term not in terms and any(clash(asked, at, said) for clash in _CLASHES):
            yield token
    yield from _denied(asked, said)


def _denied(asked: Tokens, said: Tokens) -> Iterator[Token]:
    """The words of the question that the sentence denies, where the question itself denies nothing."""
    if any(map(denies, asked)):
        return
    denials = {said[place].lemma for each in denied(said) for place in (each.head, *each.reach)}
    yield from (token for token in asked if token.content and token.lemma in denials)


def _is_another_time(asked: Tokens, at: int, said: Tokens) -> bool:
    return _is_time(asked[at]) and any(map(_is_time, said))


def _is_time(token: Token) -> bool:
    return is_year(token) or is_month(token)


def _counts_otherwise(asked: Tokens, at: int, said: Tokens) -> bool:
    """Whether the sentence has another number of the same things."""
    if not asked[at].numeric or is_year(asked[at]):
        return False
    counted = _behind(asked, at)
    return any(_is_number(token) and counted & _behind(said, place) for place, token in enumerate(said))


def _is_number(token: Token) -> bool:
    return token.numeric and not is_year(token)


def _behind(words: Tokens, at: int) -> set[Term]:
    """The words with meaning behind a number, among which is what it counts."""
    return {token.term for token in words[at + 1 : at + 1 + _COUNTED] if token.content and not token.numeric}


def _is_elsewhere(asked: Tokens, at: int, said: Tokens) -> bool:
    """Whether the question puts it in one place, and the sentence in another: "in Beirut" and "in Tehran"."""
    known = {token.term for token in asked}
    return _is_place(asked, at) and any(
        _is_place(said, place) and token.term not in known for place, token in enumerate(said)
    )


def _is_place(words: Tokens, at: int) -> bool:
    return at > 0 and words[at - 1].lower in LOCATIVE and is_name(words, at) and not words[at].numeric


def _is_opposite(asked: Tokens, at: int, said: Tokens) -> bool:
    return bool(opposites_of(asked[at].lemma) & {token.lemma for token in said})


_CLASHES: tuple[Callable[[Tokens, int, Tokens], bool], ...] = (
    _is_another_time,
    _counts_otherwise,
    _is_elsewhere,
    _is_opposite,
)
