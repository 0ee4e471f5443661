"""Find the anaphors of a question, words that point back ("he", "there", "that decision"), and put in their antecedents.

A word is an anaphor unless the question itself names before it what it may stand for. It gives way to its antecedent where
exactly one thing in the previous question or its answer fits.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from qa.answer.question.function_words import AUXILIARIES, LOCATIVE, PREPOSITIONS, WH
from qa.answer.question.phrases import UNITS, Phrase, outer_phrases, phrases
from qa.domain.article import Span
from qa.text.sentences import sentences
from qa.text.tokens import tokens

AnaphorKind = Literal["he", "they", "it", "there", "then", "said"]
"""What an anaphor points at: a man or woman, several, a thing, a place, a time, or all that was said."""

_ANTECEDENTS: Mapping[AnaphorKind, tuple[Callable[[Phrase], bool], ...]] = {
    "he": (
        lambda phrase: phrase.kind == "person",
        lambda phrase: phrase.kind == "role" and not phrase.plural,
        lambda phrase: phrase.kind == "name",
    ),
    "they": (lambda phrase: phrase.plural, lambda phrase: phrase.kind in {"group", "place"}),
    "it": (lambda phrase: phrase.kind in {"thing", "group", "name", "place"} and not phrase.plural,),
    "there": (
        lambda phrase: phrase.kind == "place" and phrase.preposition in LOCATIVE,
        lambda phrase: phrase.kind == "place",
    ),
    "then": (lambda phrase: phrase.kind == "date",),
    "said": (),
}
"""What each kind may stand for, the likelier first."""
_EXPLETIVE = re.compile(
    r"\b(?:is|was|'s) it .*\b(?:that|who)\b|\bit (?:is |was )?(?:true|possible|likely|clear|legal|safe|hard|easy|important)\b"
    r"|\bit (?:take|cost)s? .*\bto\b"
    r"|\bhow (?:hot|cold|warm|late|far) (?:is|was|will) it\b|\bit (?:be )?(?:rain|snow)|\bhow many .*\bthere\b",
    re.IGNORECASE,
)
"""Where "it" and "there" point at nothing."""
_CLAUSE = frozenset(
    "that which who when while after before because if as and but or whether although so where say said".split()
)
_CAUSING = frozenset("cause caused causes triggered triggers ordered prevent prevented".split())
_TIMES = UNITS | frozenset("night fall autumn summer spring winter days years".split())
_ASKS_WHO = re.compile(r"who (?!is|was|are|were)|which ", re.IGNORECASE)


class Anaphor(NamedTuple):
    """A word that points back."""

    kind: AnaphorKind
    span: Span
    possessive: bool


class Resolution(NamedTuple):
    """A question with the antecedents of its anaphors put in."""

    text: str
    complete: bool
    """Whether it had anaphors and all are resolved, to things that need no more words."""
    unresolved: list[Phrase]
    """Names that may be meant by the anaphors that stay."""


class _WordInContext(NamedTuple):
    """A word in lower case between those beside it, which are empty at the ends."""

    before: str
    lower: str
    after: str
    span: Span
    noun: Phrase | None
    """The phrase right behind the word."""
    ends: bool
    """Whether that phrase ends the question."""


_POINTERS: Mapping[str, tuple[AnaphorKind, Callable[[_WordInContext], bool]]] = {
    **dict.fromkeys(("he", "she", "him", "her", "his"), ("he", lambda _: True)),
    **dict.fromkeys(("they", "them", "their"), ("they", lambda _: True)),
    **dict.fromkeys(("it", "its"), ("it", lambda _: True)),
    # "When did he say that?", "Who took that decision?", "Is that legal?"; not "the troops that left"
    "that": (
        "said",
        lambda word: (
            word.after not in {"of", "in"}
            and (word.ends or not word.after or word.before in AUXILIARIES | PREPOSITIONS | WH | {""})
        ),
    ),
    # "Who wrote this?"; not "this year", "those who fled"
    **dict.fromkeys(
        ("this", "these", "those"),
        ("said", lambda word: word.after not in _TIMES | {"who", "of", "in", "whose", "from"}),
    ),
    # "Who was president then?", "What happened since then?"; not "Then who won?"
    "then": (
        "then",
        lambda word: bool(word.before) and (not word.after or word.before in {"since", "until", "by", "before"}),
    ),
    # "What did he do there?"; not "Are there troops?"
    "there": ("there", lambda word: not word.after or AUXILIARIES.isdisjoint({word.before, word.after})),
    # "Did Iran say the same?", "Who is the latter?"
    **dict.fromkeys(("same", "latter"), ("said", lambda word: not word.after)),
    # "Who else signed?"
    "else": ("said", lambda word: word.before in WH),
    # "Which ones were closed?"
    **dict.fromkeys(("one", "ones"), ("said", lambda word: word.before == "which")),
}
"""What points back, at what, and where it does."""


def anaphors(question: str) -> list[Anaphor]:
    """The words of a question that point back, in order; the question has no marks at its end."""
    nouns = phrases(question)
    expletives = [Span(*match.span()) for match in _EXPLETIVE.finditer(question)]
    pointing: list[Anaphor] = []
    for word in _words_in_context(question, nouns):
        kind = _kind(word)
        idle = any(expletive.contains(word.span) for expletive in expletives)
        if kind and not idle and not _has_antecedent(kind, word, question, nouns):
            pointing.append(Anaphor(kind, word.span, _is_possessive(word)))
    return pointing


def _words_in_context(question: str, nouns: Sequence[Phrase]) -> Iterator[_WordInContext]:
    line = tokens(question)
    lower = ["", *(token.lower for token in line), ""]
    by_start = {phrase.start: phrase for phrase in reversed(nouns) if not phrase.modifier}
    for position, token in enumerate(line):
        before, word, after = lower[position : position + 3]
        noun = by_start.get(token.span.end + 1)
        yield _WordInContext(before, word, after, token.span, noun, noun is not None and noun.span.end == len(question))


def _kind(word: _WordInContext) -> AnaphorKind | None:
    """What the word points at, if it points back; what caused "it" is asked of all that was said."""
    kind, points_back = _POINTERS.get(word.lower, ("said", lambda _: False))
    if kind in {"he", "they", "it"} and word.before in _CAUSING:
        return "said"
    return kind if points_back(word) else None


def _is_possessive(word: _WordInContext) -> bool:
    return word.lower in {"his", "their", "its"} or (word.lower == "her" and word.noun is not None)


def _is_object(word: _WordInContext) -> bool:
    """Whether a pronoun is what is acted on: "asked him", "sign it"."""
    behind_verb = word.before not in AUXILIARIES | WH | {""}
    return behind_verb and word.lower in {"him", "her", "it", "them"} and not _is_possessive(word)


def _has_antecedent(kind: AnaphorKind, word: _WordInContext, question: str, nouns: Sequence[Phrase]) -> bool:
    """Whether the question itself names it before; what is acted on is named in another clause."""
    earlier = (noun.span.end for noun in nouns if noun.span.end <= word.span.start and _may_be(kind, noun))
    first = min(earlier, default=None)
    if first is None:
        return False
    return not _is_object(word) or not _CLAUSE.isdisjoint(question[first : word.span.start].lower().split())


def _may_be(kind: AnaphorKind, phrase: Phrase) -> bool:
    return any(fits(phrase) for fits in _ANTECEDENTS[kind])


def resolve(question: str, previous: str, answer: str) -> Resolution:
    """The question with antecedents from the previous question and its answer, where these are sure."""
    resolved, complete, unresolved = question, True, list[Phrase]()
    pointing, pools = anaphors(question), _pools(previous, answer)
    for anaphor in reversed(pointing):
        antecedents = _antecedents(anaphor.kind, pools)
        wording = _wording(anaphor, antecedents)
        if wording is None:
            complete = False
            unresolved += [phrase for phrase in antecedents if phrase.named]
        else:
            complete = complete and antecedents[0].kind != "thing"
            resolved = f"{resolved[: anaphor.span.start]}{wording}{resolved[anaphor.span.end :]}"
    return Resolution(resolved, complete and bool(pointing), unresolved)


def _pools(previous: str, answer: str) -> list[list[Phrase]]:
    """Where to look for antecedents, one after the other: the previous question, and then each sentence of its answer."""
    pools: list[list[Phrase]] = []
    for text in (previous, *(span.of(answer) for span in sentences(answer))):
        owners = [phrase for phrase in phrases(text) if phrase.modifier and phrase.kind == "person"]
        pools += [outer_phrases(text), owners]
    if _ASKS_WHO.match(previous):
        # "Who coaches Real Madrid?": whoever was asked for may be meant, as may all that the question names.
        pools[:4] = [[phrase for pool in pools[:4] for phrase in pool]]
    return pools


def _antecedents(kind: AnaphorKind, pools: Sequence[Sequence[Phrase]]) -> list[Phrase]:
    """All that fit in the first pool where any does, each once and without those that another names in full."""
    for pool in pools:
        for fits in _ANTECEDENTS[kind]:
            matches = [phrase for phrase in pool if fits(phrase)]
            if matches:
                return _distinct(matches)
    return []


def _distinct(matches: Sequence[Phrase]) -> list[Phrase]:
    """The phrases without repetitions: of "Austin" and "Lloyd Austin" the longer."""
    by_terms = {phrase.terms: phrase for phrase in reversed(matches)}
    return [phrase for terms, phrase in reversed(by_terms.items()) if not any(terms < other for other in by_terms)]


def _wording(anaphor: Anaphor, antecedents: Sequence[Phrase]) -> str | None:
    """What takes the anaphor's place; None where not exactly one thing fits. Places and times are better named beside it."""
    beside = anaphor.kind in {"there", "then"} or any(phrase.preposition in LOCATIVE for phrase in antecedents)
    if len(antecedents) != 1 or beside:
        return None
    (antecedent,) = antecedents
    text = _definite(antecedent)
    if not anaphor.possessive:
        return text
    return f"{text}'" if text.endswith("s") and not text.isupper() else f"{text}'s"


def _definite(antecedent: Phrase) -> str:
    """The phrase as it is named again: what was counted or new ("a strike") is known now ("the strike")."""
    if antecedent.lead in {"many", "which", "its", "his", "their"} or antecedent.text != antecedent.bare:
        return f"the {antecedent.bare}"
    return antecedent.text if antecedent.named else f"{antecedent.text[:1].lower()}{antecedent.text[1:]}"
