"""Tell whether one sentence affirms and the other denies what a question asks about."""

from qa.answer.question.parse import Question
from qa.text.negation import denied, denies_in_meaning
from qa.text.opposites import opposites_of
from qa.text.tokens import Term, Tokens

_NEAR = 4
"""Words within which a denial in meaning tells of a word: "failed to sound"."""


def polarities_differ(question: Question, one: Tokens, other: Tokens) -> bool:
    """Whether one affirms what the other denies."""
    asked = {token.lemma for token in question.tokens if token.content}
    return _denies(asked, one) != _denies(asked, other)


def _denies(asked: set[Term], words: Tokens) -> bool:
    """Whether a denial reaches a word of the question, or the opposite of one stands there; two make an assertion."""
    governed = any(words[place].lemma in asked for each in denied(words) for place in each.reach)
    in_meaning = any(
        denies_in_meaning(token) and token.lemma not in asked and _is_near(asked, words, at)
        for at, token in enumerate(words)
    )
    opposite = any(not asked.isdisjoint(opposites_of(token.lemma)) for token in words)
    return (governed + in_meaning + opposite) % 2 == 1


def _is_near(asked: set[Term], words: Tokens, at: int) -> bool:
    return any(token.lemma in asked for token in words[max(0, at - _NEAR) : at + _NEAR + 1])
