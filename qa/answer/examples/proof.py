"""Tell whether an answer is the one that an example question was made of: a bad example is worse than none."""

from collections.abc import Callable, Mapping

from qa.answer.examples.forms import Candidate, Form
from qa.domain.answer import Answered
from qa.text.tokens import Term, tokens

_COVERED = 0.6
"""The share of the question's words that the first statement has."""
_LESSER = frozenset({Term("vice"), Term("deputi"), Term("former"), Term("act")})


def is_on_the_point(candidate: Candidate, answer: Answered) -> bool:
    """Whether the first statement has the question's words and what was expected, and nothing speaks against it."""
    first = answer.statements[0]
    if answer.corrections or answer.degraded or first.qualifications:
        return False
    asked = question_terms(candidate.question)
    if len(asked & question_terms(first.text)) < _COVERED * len(asked):
        return False
    return _PROOFS[candidate.form](candidate, answer)


def question_terms(text: str) -> frozenset[Term]:
    """Return the terms that carry meaning, verbs in the past as their bases."""
    return frozenset(token.lemma for token in tokens(text) if token.content)


def _has_figure(candidate: Candidate, answer: Answered) -> bool:
    """Whether the short answer is what was expected, or a part of it that tells, with no other beside it."""
    wanted, told = question_terms(candidate.expected), question_terms(_short_answer(answer))
    return bool(told & wanted) and (told <= wanted or wanted <= told)


def _tells_office(candidate: Candidate, answer: Answered) -> bool:
    """Whether the short answer says what somebody is, in more than a word, and not who."""
    said, wanted = _short_answer(answer), question_terms(candidate.expected)
    told = question_terms(said)
    names_other = told & question_terms(candidate.question) or (told & _LESSER) - wanted
    return " " in said and wanted <= told and not names_other


def _has_cause(candidate: Candidate, answer: Answered) -> bool:
    return candidate.expected.lower() in answer.statements[0].text.lower()


def _is_yes(_: Candidate, answer: Answered) -> bool:
    return answer.verdict == "yes" and not answer.disagreements


def _tells_of_it(candidate: Candidate, answer: Answered) -> bool:
    """Whether several articles say something of the name."""
    articles = [it.citations[0].article_id for it in answer.statements if candidate.expected in it.text]
    return len(set(articles)) > 1


def _short_answer(answer: Answered) -> str:
    short_answer = answer.statements[0].short_answer
    return short_answer.text if short_answer else ""


_PROOFS: Mapping[Form, Callable[[Candidate, Answered], bool]] = {
    "when": _has_figure,
    "how_many": _has_figure,
    "how_much": _has_figure,
    "who": _tells_office,
    "why": _has_cause,
    "yes_no": _is_yes,
    "about": _tells_of_it,
}
