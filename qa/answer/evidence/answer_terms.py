"""Find the terms of a sentence that are of the kind a question asks for: its numbers, times or names."""

from collections.abc import Callable, Mapping

from qa.answer.question.answer_type import OPEN, AnswerType
from qa.answer.question.parse import Question
from qa.text.dates import is_month, is_year_at
from qa.text.names import is_name
from qa.text.tables import by_kind
from qa.text.tokens import Term, Tokens
from qa.text.units import is_period

_NOUNS = by_kind("nouns")
_QUANTITIES, _TIMES = _NOUNS["quantity"], _NOUNS["time"]
_AGES = frozenset({"old", "age"})


def answer_terms(question: Question, tokens: Tokens) -> frozenset[Term]:
    """The numbers, times or names among the tokens that the question does not have itself; none for an open question."""
    if question.answer_type in OPEN:
        return frozenset()
    is_of_type = _is_quantity_or_duration if _asks_for_duration(question) else _IS_OF_TYPE[question.answer_type]
    return frozenset(
        token.term
        for position, token in enumerate(tokens)
        if token.term not in question.terms and is_of_type(tokens, position)
    )


def holds_answer_type(question: Question, tokens: Tokens) -> bool:
    """Whether the tokens hold something of the kind asked for; any do for an open question."""
    return question.answer_type in OPEN or bool(answer_terms(question, tokens))


def _is_quantity(tokens: Tokens, position: int) -> bool:
    """A number that is no date, or a word for one."""
    token = tokens[position]
    if token.text.lower() in _QUANTITIES:
        return True
    return token.numeric and not is_year_at(tokens, position) and not _is_part_of_time(tokens, position)


def _asks_for_duration(question: Question) -> bool:
    """Whether the question counts a length of time or asks for an age: "how many days", "how old"."""
    if question.answer_type != "number":
        return False
    nouns = [token for token in question.tokens if token.content and not token.named]
    asks_age = any(token.lower in _AGES for token in question.tokens)
    return asks_age or any(is_period(token) for token in nouns[:1])


def _is_quantity_or_duration(tokens: Tokens, position: int) -> bool:
    """A quantity, or a number that tells how many days, hours or years."""
    following = tokens[position + 1 : position + 2]
    duration = tokens[position].numeric and any(is_period(token) for token in following)
    return duration or _is_quantity(tokens, position)


def _is_amount(tokens: Tokens, position: int) -> bool:
    """A quantity in digits: costs and measures are given in them."""
    return tokens[position].text[0].isdecimal() and _is_quantity(tokens, position)


def _is_part_of_time(tokens: Tokens, position: int) -> bool:
    """Whether a number belongs to a date or a length of time: "October 7", "three years"."""
    neighbours = tokens[max(0, position - 1) : position + 2]
    following = tokens[position + 1 : position + 2]
    return any(is_month(token) for token in neighbours) or any(token.text.lower() in _TIMES for token in following)


def _is_time(tokens: Tokens, position: int) -> bool:
    token = tokens[position]
    return is_month(token) or is_year_at(tokens, position) or token.text.lower() in _TIMES


_IS_OF_TYPE: Mapping[AnswerType, Callable[[Tokens, int], bool]] = {
    "number": _is_quantity,
    "amount": _is_amount,
    "date": _is_time,
    "person": is_name,
    "place": is_name,
}
