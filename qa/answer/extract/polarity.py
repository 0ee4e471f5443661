"""Tell whether one sentence affirms and the other denies what a question asks about."""

from qa.answer.question.parse import Question
from qa.text.negation import denied, denies_in_meaning
from qa.text.tables import rows
from qa.text.tokens import Term, Tokens, tokens

_NEAR = 4
"""Words within which a denial in meaning tells of a word: "failed to sound"."""


def _opposites() -> dict[Term, frozenset[Term]]:
    """Each lemma's opposites, both ways."""
    found: dict[Term, frozenset[Term]] = {}
    for row in rows("opposites"):
        one, *others = (token.lemma for token in tokens(f"{row['word']} {row['opposites']}"))
        for other in others:
            found[one] = found.get(one, frozenset()) | {other}
            found[other] = found.get(other, frozenset()) | {one}
    return found


_OPPOSITES = _opposites()


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
    opposite = any(not asked.isdisjoint(_OPPOSITES.get(token.lemma, frozenset())) for token in words)
    return (governed + in_meaning + opposite) % 2 == 1


def _is_near(asked: set[Term], words: Tokens, at: int) -> bool:
    return any(token.lemma in asked for token in words[max(0, at - _NEAR) : at + _NEAR + 1])
