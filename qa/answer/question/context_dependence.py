"""Tell whether a question needs the turns before it: as a fragment, a bare question word, or by words that point back."""

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from qa.answer.question.anaphora import anaphors
from qa.answer.question.function_words import AUXILIARIES, PREPOSITIONS, WH
from qa.answer.question.phrases import Phrase, phrases
from qa.text.tokens import Term, Token, content, tokens

Form = Literal["whole", "question-word", "fragment", "count", "open"]
"""A question of its own, "Why?", "And in Syria?", "How many are in Syria?" (of what was counted), or any other that needs
what was said."""

_LEAD = re.compile(r"\A(?:(?:and|but|or|so|then|also|ok|okay|well)\b[\s,]*)+(?=\w)", re.IGNORECASE)
_ABOUT = re.compile(r"\A(?:what|how) (?:about|of)\b\s*(?=\w)", re.IGNORECASE)
_ENDING = re.compile(r"(?:[\s?!…]|(?<!\.[A-Z])\.)+\Z")
"""Marks at the end, without the last full stop of "U.S."."""
COURTESY = re.compile(r"(?:thanks?|thank you|hello|hi|hey|yes|no|sure|great|good|nice|bye)\b", re.IGNORECASE)
_COUNT = re.compile(r"how (?:many|much)(?: of them)? (?!of\b)(?=\w)", re.IGNORECASE)
_FEW, _HARDLY = 4, 2
"""Content words that a fragment has at most: behind "and" or a preposition, and else."""


def bare(question: str) -> str:
    """The question without "and what about" before it and the marks behind it."""
    return unmarked(_ABOUT.sub("", _LEAD.sub("", question))) or unmarked(question) or question


def unmarked(text: str) -> str:
    """The text without the marks at its end."""
    return _ENDING.sub("", text)


def form(question: str, spoken: frozenset[Term]) -> Form:
    """The form in which a question needs the turns before it, if it does; `spoken` are the terms of these."""
    text = bare(question)
    typed = _Question(
        text=text,
        lower=[token.text.lower() if token.text != "May" else "" for token in tokens(text)],
        phrases=phrases(text),
        content=content(text),
        continues=_LEAD.match(question) is not None,
        about=_ABOUT.match(_LEAD.sub("", question)) is not None,
        spoken=spoken,
    )
    if not typed.lower or COURTESY.match(text):
        return "whole"
    return next((form for form, applies in _FORMS if applies(typed)), "whole")


class _Question(NamedTuple):
    """A question as it was typed."""

    text: str
    """Without what opens and ends it."""
    lower: Sequence[str]
    """Its tokens in lower case; empty for "May"."""
    phrases: Sequence[Phrase]
    content: Sequence[Term]
    continues: bool
    """Whether it opens with "and" or the like."""
    about: bool
    """Whether it opens with "what about"."""
    spoken: frozenset[Term]


def _is_question_word(question: _Question) -> bool:
    """A question word with at most a noun: "Why?", "Since when?", "By how many votes?"."""
    lower = question.lower
    position = next((at for at, word in enumerate(lower) if word in WH), len(lower))
    behind = tokens(question.text)[position + 1 :]
    opens = position == 0 or (position == 1 and lower[0] in PREPOSITIONS)
    return opens and all(_adds_noun_at_most(token, question.phrases) for token in behind)


def _adds_noun_at_most(token: Token, nouns: Sequence[Phrase]) -> bool:
    """Whether a token behind a question word begins no clause and is no name."""
    lower = token.text.lower()
    if lower in {"else", "exactly", "precisely"}:
        return True
    if lower in (AUXILIARIES | PREPOSITIONS) - {"for"}:
        return False
    return not token.content or any(not noun.named and noun.span.contains(token.span) for noun in nouns)


def _is_fragment(question: _Question) -> bool:
    """A few words without a verb: "And in Syria?", "What about British ones?", "Advisors?"."""
    most = _FEW if question.continues or question.lower[0] in PREPOSITIONS else _HARDLY
    few = len(question.content) <= most
    return question.about or (few and (AUXILIARIES | WH).isdisjoint(question.lower))


def _lacks_what_is_counted(question: _Question) -> bool:
    """A count without its noun: "How many are in Syria?", "How many of them are children?"."""
    count = _COUNT.match(question.text)
    return count is not None and all(phrase.start != count.end() for phrase in question.phrases)


def _is_open(question: _Question) -> bool:
    """Words that point back, or no name and hardly a noun: "Who commands them?", "What was the result?"."""
    if anaphors(question.text):
        return True
    named = any(phrase.named for phrase in question.phrases)
    return not named and (question.continues or _says_little(question))


def _says_little(question: _Question) -> bool:
    """One content word that the turns give a meaning ("What was the result?"), or two in the past ("Who was injured?")."""
    size = len(question.content)
    of_turns = not question.phrases or "the" in question.lower or question.spoken.issuperset(question.content)
    past = not {"was", "were", "did"}.isdisjoint(question.lower)
    return (size <= 1 and of_turns) or (size <= _HARDLY and past)


_FORMS: tuple[tuple[Form, Callable[[_Question], bool]], ...] = (
    ("question-word", _is_question_word),
    ("fragment", _is_fragment),
    ("count", _lacks_what_is_counted),
    ("open", _is_open),
)
"""What a question may leave out; the first that applies."""
