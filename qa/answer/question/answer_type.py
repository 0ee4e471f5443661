"""Turns a question and a sentence into whether the sentence holds the kind of thing asked for: a number, a time, a name."""

from collections.abc import Callable, Mapping, Sequence

from qa.answer.question.parse import AnswerType, Question, is_month, is_year
from qa.text.tokens import Term, Word, is_content

OPEN: frozenset[AnswerType] = frozenset({"reason", "other"})
"""Questions that any sentence may answer."""
COUNTED: frozenset[AnswerType] = frozenset({"number", "amount", "date"})
"""Questions that a figure answers: who gives the same figure tells the same fact."""

_QUANTITIES = frozenset(
    (
        "dozen dozens hundred hundreds thousand thousands million millions billion billions several half third quarter "
        "majority none"
    ).split()
)


def answer_terms(question: Question, sentence: Sequence[Word]) -> frozenset[Term]:
    """The numbers, times or names in the sentence that the question does not name itself; none where it asks otherwise."""
    if question.answer_type in OPEN:
        return frozenset()
    asked = set(question.terms)
    tells = _TELLS[question.answer_type]
    return frozenset(
        word.term for position, word in enumerate(sentence) if word.term not in asked and tells(sentence, position)
    )


def holds_answer_type(question: Question, sentence: Sequence[Word]) -> bool:
    """Whether the sentence has such a thing."""
    return question.answer_type in OPEN or bool(answer_terms(question, sentence))


def _is_quantity(sentence: Sequence[Word], position: int) -> bool:
    """A number that is no date, or a word for one."""
    word = sentence[position]
    if word.text.lower() in _QUANTITIES:
        return True
    return word.numeric and not is_year(word) and not _tells_time(sentence, position)


def _is_amount(sentence: Sequence[Word], position: int) -> bool:
    """A quantity in digits: what costs and measures are given in."""
    return sentence[position].text[0].isdecimal() and _is_quantity(sentence, position)


def _tells_time(sentence: Sequence[Word], position: int) -> bool:
    """Whether a number belongs to a date or a length of time: "October 7", "three years"."""
    beside = sentence[max(0, position - 1) : position + 2]
    following = sentence[position + 1 : position + 2]
    return any(is_month(word) for word in beside) or any(word.text.lower() in _TIMES for word in following)


_TIMES = frozenset(
    (
        "today yesterday tomorrow tonight now week weeks month months year years day days hour hours minute minutes decade "
        "decades century morning evening night weekend spring summer autumn fall winter daily weekly monthly yearly once "
        "twice monday tuesday wednesday thursday friday saturday sunday"
    ).split()
)


def _is_time(sentence: Sequence[Word], position: int) -> bool:
    word = sentence[position]
    return is_month(word) or is_year(word) or word.text.lower() in _TIMES


def _is_name(sentence: Sequence[Word], position: int) -> bool:
    word = sentence[position]
    return word.named or (position > 0 and word.text[0].isupper() and is_content(word))


_TELLS: Mapping[AnswerType, Callable[[Sequence[Word], int], bool]] = {
    "number": _is_quantity,
    "amount": _is_amount,
    "date": _is_time,
    "person": _is_name,
    "place": _is_name,
}
