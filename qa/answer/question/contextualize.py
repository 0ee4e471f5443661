"""Rewrite a follow-up question into one that stands on its own, by rules, from the turns before it.

A fragment ("And in Syria?") is put in the place of its like in the last question, and a bare question word ("Why?") is asked
with the rest of it. In other questions a pronoun gives way to its antecedent where only one thing fits. Where that is not
sure, the question keeps its words, and what it lacks stands behind it in brackets: "Who commands them (US troops, in Iraq)?"
says nothing wrong, and a wrong name would ask another question.

The turns are what a client sends, and so untrusted: they are read as text and nothing else. Words of them may go into the
question that is asked of the articles; none of them is ever shown as a statement, for what is shown stands on a quote.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from qa.answer.question.anaphora import resolve
from qa.answer.question.context_dependence import COURTESY, Form, bare, form, unmarked
from qa.answer.question.ellipsis import ask_again, count_again, substitute
from qa.answer.question.function_words import LOCATIVE
from qa.answer.question.parse import read_question
from qa.answer.question.phrases import Phrase, outer_phrases, phrases
from qa.domain.answer import Turn
from qa.text.names import is_proper, mentioned
from qa.text.tokens import Term, content, tokens

LONGEST = 2_000
"""Characters of a question."""
OPENING_OF_ANSWER = 1_000
"""Characters of an answer that are read for names: what a reader points at stands early."""


def needs_context(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question cannot be understood without the turns before it; without turns it always can."""
    spoken = frozenset(term for turn in history for text in (turn.question, turn.answer) for term in content(text))
    return bool(history) and form(plain(question), spoken) != "whole"


def contextualize(question: str, history: Sequence[Turn], longest: int = LONGEST) -> str:
    """The question completed from the turns; as it was typed where they have nothing for it, or make it too long.

    Each turn is read after those before it, so that follow-ups of follow-ups are understood. No name comes in that stands
    in neither the question nor the turns.
    """
    previous, answer = "", ""
    for turn in history:
        standalone = _completed(plain(turn.question), previous, answer, longest)
        if outer_phrases(standalone) and not COURTESY.match(standalone):
            previous, answer = standalone, plain(turn.answer)[:OPENING_OF_ANSWER]
    result = _completed(plain(question), previous, answer, longest)
    unchanged = result == plain(question) or brings_in(result, known_terms(question, history))
    return question if unchanged else result


def known_terms(question: str, history: Sequence[Turn]) -> frozenset[Term]:
    """The terms of the question and the turns."""
    texts = [question, *(text for turn in history for text in (turn.question, turn.answer))]
    return frozenset(term for text in texts for term in mentioned(text))


def brings_in(text: str, known: frozenset[Term]) -> bool:
    """Whether a text has a name, place, number or date that is not known."""
    return any(telling(text) - known)


def telling(text: str) -> frozenset[Term]:
    """The names, places, numbers and dates of a text."""
    return frozenset(token.term for token in tokens(text) if is_proper(token) or (token.numeric and token.content))


def plain(text: str) -> str:
    """Untrusted text on one line, without characters that control, hide or are none."""
    return " ".join("".join(c if not unicodedata.category(c).startswith("C") else " " for c in text).split())


def _completed(question: str, previous: str, answer: str, longest: int) -> str:
    """The question after the previous one, which stands on its own; as it is where it would get longer than `longest`."""
    spoken = frozenset((*content(previous), *content(answer)))
    left_out = form(question, spoken) if previous else "whole"
    if left_out == "whole":
        return question
    completed = (
        as_question(ask_again(bare(question), unmarked(previous)))
        if left_out == "question-word"
        else _with_context(question, left_out, previous, answer)
    )
    return completed if len(completed) <= longest else question


def _with_context(question: str, left_out: Form, previous: str, answer: str) -> str:
    """A question with antecedents for its anaphors and what else it lacks: as a fragment put in, or else in brackets."""
    text = bare(question)
    if left_out == "count":
        text = count_again(text, previous)
    resolution = resolve(text, previous, answer)
    if left_out == "fragment":
        continues = text != unmarked(question)
        substituted = substitute(resolution.text, unmarked(previous), continues=continues)
        if substituted:
            return as_question(substituted)
        if any(phrase.named for phrase in outer_phrases(text)):
            # With a name of its own and nothing alike before it, it opens another subject.
            return question
    if left_out == "open" and resolution.complete:
        return as_question(resolution.text)
    lacking = ", ".join(_lacking(resolution.text, text, [*outer_phrases(previous), *resolution.unresolved]))
    return as_question(f"{resolution.text} ({lacking})" if lacking else resolution.text)


def as_question(text: str) -> str:
    """The text with a capital at its start and one question mark at its end."""
    return f"{text[:1].upper()}{unmarked(text)[1:]}?"


def _lacking(resolved: str, question: str, spoken: Sequence[Phrase]) -> Iterator[str]:
    """What was spoken of and is not named yet, without the parts that the question names or asks for itself."""
    own = {_part(phrase) for phrase in phrases(question) if phrase.named}
    if read_question(question).answer_type == "date":
        own.add("date")
    known = set(content(resolved))
    for phrase in spoken:
        if _part(phrase) not in own and not phrase.terms <= known and phrase.lead not in {"which", "what"}:
            known |= phrase.terms
            stands_alone = phrase.preposition in {"", "of", "by"}
            yield phrase.text if stands_alone else f"{phrase.preposition} {phrase.text}"


def _part(phrase: Phrase) -> str:
    """Which part a phrase plays in a question: who acts, where or when it happens, or else its kind."""
    if phrase.kind == "date" or not phrase.named:
        return phrase.kind
    return "where" if phrase.kind == "place" and phrase.preposition in LOCATIVE else "who"
