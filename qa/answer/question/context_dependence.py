"""Turns a question into what it leaves out: whether it is a fragment, a bare question word, or has words that point back.

A word points back ("he", "there", "that decision") unless the question itself names before it what it may stand for.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from qa.answer.question.phrases import AUXILIARIES, LOCATIVE, PREPOSITIONS, UNITS, WH, Phrase, phrases
from qa.domain.article import Span
from qa.text.tokens import Term, content, tokens

Form = Literal["whole", "fragment", "question-word", "count", "open"]
Target = Literal["he", "they", "it", "there", "then", "said"]
"""What is pointed at; "said" is all that was said."""

FITS: dict[Target, tuple[Callable[[Phrase], bool], ...]] = {
    "he": (
        lambda it: it.kind == "person",
        lambda it: it.kind == "role" and not it.plural,
        lambda it: it.kind == "name",
    ),
    "they": (lambda it: it.plural, lambda it: it.kind in {"group", "place"}),
    "it": (lambda it: it.kind in {"thing", "group", "name", "place"} and not it.plural,),
    "there": (lambda it: it.kind == "place" and it.preposition in LOCATIVE, lambda it: it.kind == "place"),
    "then": (lambda it: it.kind == "date",),
    "said": (),
}
"""What a word may stand for, the likelier first."""
_PRONOUNS: dict[str, Target] = {
    **dict.fromkeys(("he", "she", "him", "her", "his"), "he"),
    **dict.fromkeys(("they", "them", "their"), "they"),
    **dict.fromkeys(("it", "its"), "it"),
}
_LEAD = re.compile(r"\A(?:(?:and|but|or|so|then|also|ok|okay|well)\b[\s,]*)+(?=\w)", re.IGNORECASE)
_ABOUT = re.compile(r"\A(?:what|how) (?:about|of)\b\s*(?=\w)", re.IGNORECASE)
_ENDING = re.compile(r"(?:[\s?!…]|(?<!\.[A-Z])\.)+\Z")
"""Marks at the end, without the last full stop of "U.S."."""
COURTESY = re.compile(r"(?:thanks?|thank you|hello|hi|hey|yes|no|sure|great|good|nice|bye)\b", re.IGNORECASE)
_COUNT = re.compile(r"how (?:many|much)(?: of them)? (?!of\b)(?=\w)", re.IGNORECASE)
_SILENT = re.compile(
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
_FEW, _HARDLY = 4, 2
"""Words with a meaning of their own that a fragment has: behind "and" or a preposition, and else."""


class Reference(NamedTuple):
    """A word that points back."""

    target: Target
    span: Span
    owner: bool
    """Whether it says whose: "their"."""


def bare(question: str) -> str:
    """Without "and what about" before it and the marks behind it."""
    return unmarked(_ABOUT.sub("", _LEAD.sub("", question))) or unmarked(question) or question


def unmarked(text: str) -> str:
    """Without the marks at its end."""
    return _ENDING.sub("", text)


def as_question(text: str) -> str:
    """The text with a capital at its start and one question mark at its end."""
    return f"{text[:1].upper()}{unmarked(text)[1:]}?"


def form(question: str, spoken: frozenset[Term]) -> Form:
    """What a question leaves out, where these terms were said before it."""
    asked, told = bare(question), phrases(bare(question))
    small = [word.text.lower() if word.text != "May" else "" for word in tokens(asked)]
    if not small or COURTESY.match(asked):
        return "whole"
    if _asks_alone(asked, small, [it.span for it in told if not it.named]):
        return "question-word"
    continues, opened = _LEAD.match(question) is not None, _ABOUT.match(_LEAD.sub("", question))
    few = len(content(asked)) <= (_FEW if continues or small[0] in PREPOSITIONS else _HARDLY)
    if opened or (few and not any(word in AUXILIARIES | WH for word in small)):
        return "fragment"
    count = _COUNT.match(asked)
    if count and not any(it.start == count.end() for it in told):
        return "count"
    of_turns = continues or not told or "the" in small or {*content(asked)} <= spoken
    size = len(content(asked))
    thin = (size <= 1 and of_turns) or (size <= _HARDLY and not {"was", "were", "did"}.isdisjoint(small))
    nameless = not any(it.named for it in told)
    return "open" if references(asked) or (nameless and (thin or continues)) else "whole"


def _asks_alone(asked: str, small: Sequence[str], nouns: Sequence[Span]) -> bool:
    """A question word with at most a noun: "Why?", "Since when?", "By how many votes?"."""
    at = next((at for at, word in enumerate(small) if word in WH), len(small))
    rest = [word for word in tokens(asked)[at + 1 :] if word.text.lower() not in {"else", "exactly", "precisely"}]
    clause = any(word.text.lower() in (AUXILIARIES | PREPOSITIONS) - {"for"} for word in rest)
    told = all(not word.content or any(it.contains(word.span) for it in nouns) for word in rest)
    return told and not clause and (at == 0 or (at == 1 and small[0] in PREPOSITIONS))


def references(text: str) -> list[Reference]:
    """The words that point back, in order."""
    found, read = tokens(text), phrases(text)
    lower = ["", *(word.text.lower() for word in found), ""]
    silent = [Span(*match.span()) for match in _SILENT.finditer(text)]
    pointing: list[Reference] = []
    for at, word in enumerate(found):
        before, here, after = lower[at : at + 3]
        noun = next((it for it in read if it.start == word.span.end + 1 and not it.modifier), None)
        target = _target(here, before, after, ends=noun is not None and noun.span.end == len(unmarked(text)))
        owner = here in {"his", "their", "its"} or (here == "her" and noun is not None)
        verb_before = not owner and before not in AUXILIARIES | WH | {""}
        acted_on = here in {"him", "them"} or (here in {"it", "her"} and verb_before)
        earlier = [it for it in read if it.span.end <= word.start]
        idle = any(it.contains(word.span) for it in silent)
        if target and not idle and not _answered(target, earlier, text[: word.start], acted_on=acted_on):
            pointing.append(Reference(target, word.span, owner))
    return pointing


def _target(word: str, before: str, after: str, *, ends: bool) -> Target | None:
    """What a word points at; `ends`: a noun follows it, and the question ends."""
    if word in _PRONOUNS:
        return "said" if before in _CAUSING else _PRONOUNS[word]
    leads = before in AUXILIARIES | PREPOSITIONS | WH | {""}
    that = word == "that" and (ends or not after or leads) and after not in {"of", "in"}
    this = word in {"this", "these", "those"} and after not in _TIMES | {"who", "of", "in", "whose", "from"}
    then = word == "then" and before and (not after or before in {"since", "until", "by", "before"})
    there = word == "there" and (not after or not {before, after} & AUXILIARIES)
    last = word in {"same", "latter"} and not after
    said = that or this or last or (word == "else" and before in WH) or (word in {"one", "ones"} and before == "which")
    return "then" if then else "there" if there else "said" if said else None


def _answered(target: Target, earlier: Sequence[Phrase], before: str, *, acted_on: bool) -> bool:
    """Whether the question names it before; what is acted on is named in another clause."""
    ends = [it.span.end for it in earlier if any(fits(it) for fits in FITS[target])]
    return bool(ends) and (not acted_on or not _CLAUSE.isdisjoint(before[min(ends) :].lower().split()))
