"""Measure how much a sentence looks like what the kind of question wants: a reason, a manner, an introduction.

The reader knows which sentence speaks of the thing asked about; of several that do, these words tell the one that explains it.
"""

import re
from collections.abc import Callable, Mapping, Set
from types import MappingProxyType

from qa.answer.evidence.context import SentenceContext
from qa.answer.question.parse import Question
from qa.domain.answer import QuestionKind
from qa.text.names import ACRONYM, is_title
from qa.text.tokens import Term, Tokens

_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|result of|in response to|in order to|so (?:that|as to)|in a bid to|for fear"
    r"|fear(?:s|ing|ed)|prompt(?:s|ed|ing)|blam(?:e|es|ed|ing)|caus(?:e|es|ed|ing)|led to|leading to|reasons?|attributed"
    r"|(?:primary |main )?(?:aim|aims|aimed|aiming|goal|objective|purpose)|designed to|intended to|concerns?|why|after|following"
    r"|amid|in the wake of|over)\b",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:by \w+ing|by (?:means|way) of|through|using|via|with (?:the help|a|an|the)|thanks to|in which)\b",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r"\s*(?:,|–|—|-)\s*(?:the|a|an|its|his|her|their|which|who|whose|one of|\w+ (?:of|for))\b", re.IGNORECASE
)
_COPULA = re.compile(
    r"\s*(?:\([^()]{1,40}\)\s*)?,?\s*(?:is|are|was|were|has been|means|stands for|refers to|known as)\b", re.IGNORECASE
)
_BRACKET = re.compile(r"\s*\(")
_INTRODUCED = 4
"""Words before a name in which its bearer's office may stand: "Iraqi Prime Minister Mohammed Shia al-Sudani"."""


def cue(question: Question, context: SentenceContext) -> float:
    """0..1; 0 for a question of a kind that no words tell of."""
    measure = _BY_KIND.get(question.kind)
    return measure(question, context) if measure is not None else 0.0


def _introduction(question: Question, context: SentenceContext) -> float:
    """1 where the thing asked about is told what it is: in an apposition, by "is", in brackets, by an office before it."""
    words = context.sentence.words
    last = _end_of_name(words, set(question.terms))
    if last is None:
        return 0.0
    end = words[last].start + len(words[last].text)
    behind = context.sentence.text[end : end + _REACH]
    if _APPOSITION.match(behind) or _COPULA.match(behind):
        return 1.0
    if _has_office_before(words, last):
        return 1.0
    return _ABBREVIATED if _BRACKET.match(behind) or _is_in_brackets(words, last) else 0.0


_REACH = 60
"""Code points behind a name that are looked at."""
_ABBREVIATED = 0.5


def _end_of_name(words: Tokens, asked: Set[Term]) -> int | None:
    """The last word of the first row of words that the question asks about; the name may go on ("Lloyd Austin")."""
    for at, token in enumerate(words):
        if token.term in asked and token.content:
            while at + 1 < len(words) and words[at + 1].term in asked and not words[at + 1].breaks:
                at += 1
            return at
    return None


def _has_office_before(words: Tokens, last: int) -> bool:
    return any(is_title(token) for token in words[max(0, last - _INTRODUCED) : last])


def _is_in_brackets(words: Tokens, at: int) -> bool:
    return words[at].before.endswith("(") and ACRONYM.fullmatch(words[at].text) is not None


def _speaks(pattern: re.Pattern[str], context: SentenceContext) -> float:
    return float(pattern.search(context.sentence.text) is not None)


_BY_KIND: Mapping[QuestionKind, Callable[[Question, SentenceContext], float]] = MappingProxyType(
    {
        "reason": lambda _, context: _speaks(_REASON, context),
        "manner": lambda _, context: _speaks(_MANNER, context),
        "definition": _introduction,
    }
)
