"""Turns a question and a sentence into whether the sentence holds the kind of thing asked for: a number, a time, a name."""

from collections.abc import Callable, Mapping

from qa.answer.question import Question, Wanted, is_month, is_year
from qa.answer.reading import Sentence
from qa.answer.words import Term, is_content

OPEN: frozenset[Wanted] = frozenset({"reason", "other"})
"""Questions that any sentence may answer."""
COUNTED: frozenset[Wanted] = frozenset({"number", "amount", "date"})
"""Questions that a figure answers: who gives the same figure tells the same fact."""

_QUANTITIES = frozenset(
    (
        "dozen dozens hundred hundreds thousand thousands million millions billion billions several half third quarter "
        "majority none"
    ).split()
)


def told(question: Question, sentence: Sentence) -> frozenset[Term]:
    """The numbers, times or names in the sentence that the question does not name itself; none where it asks otherwise."""
    if question.wanted in OPEN:
        return frozenset()
    asked = set(question.terms)
    tells = _TELLS[question.wanted]
    return frozenset(
        word.term
        for position, word in enumerate(sentence.words)
        if word.term not in asked and tells(sentence, position)
    )


def holds_wanted(question: Question, sentence: Sentence) -> bool:
    """Whether the sentence has such a thing."""
    return question.wanted in OPEN or bool(told(question, sentence))


def _is_quantity(sentence: Sentence, position: int) -> bool:
    """A number that is no date, or a word for one."""
    word = sentence.words[position]
    if word.text.lower() in _QUANTITIES:
        return True
    return word.numeric and not is_year(word) and not _tells_time(sentence, position)


def _is_amount(sentence: Sentence, position: int) -> bool:
    """A quantity in digits: what costs and measures are given in."""
    return sentence.words[position].text[0].isdecimal() and _is_quantity(sentence, position)


def _tells_time(sentence: Sentence, position: int) -> bool:
    """Whether a number belongs to a date or a length of time: "October 7", "three years"."""
    beside = sentence.words[max(0, position - 1) : position + 2]
    following = sentence.words[position + 1 : position + 2]
    return any(is_month(word) for word in beside) or any(word.text.lower() in _TIMES for word in following)


_TIMES = frozenset(
    (
        "today yesterday tomorrow tonight now week weeks month months year years day days hour hours minute minutes decade "
        "decades century morning evening night weekend spring summer autumn fall winter daily weekly monthly yearly once "
        "twice monday tuesday wednesday thursday friday saturday sunday"
    ).split()
)


def _is_time(sentence: Sentence, position: int) -> bool:
    word = sentence.words[position]
    return is_month(word) or is_year(word) or word.text.lower() in _TIMES


def _is_name(sentence: Sentence, position: int) -> bool:
    word = sentence.words[position]
    return word.named or (position > 0 and word.text[0].isupper() and is_content(word))


_TELLS: Mapping[Wanted, Callable[[Sentence, int], bool]] = {
    "number": _is_quantity,
    "amount": _is_amount,
    "date": _is_time,
    "person": _is_name,
    "place": _is_name,
}
