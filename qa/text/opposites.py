"""Tell words that say the opposite of each other: "fewer" and "more", "accept" and "reject"."""

from collections.abc import Mapping

from qa.text.tables import rows
from qa.text.tokens import Term, tokens


def _opposites() -> Mapping[Term, frozenset[Term]]:
    """Each lemma's opposites, both ways."""
    found: dict[Term, frozenset[Term]] = {}
    for row in rows("opposites"):
        one, *others = (token.lemma for token in tokens(f"{row['word']} {row['opposites']}"))
        for other in others:
            found[one] = found.get(one, frozenset()) | {other}
            found[other] = found.get(other, frozenset()) | {one}
    return found


_OPPOSITES = _opposites()


def opposites_of(lemma: Term) -> frozenset[Term]:
    """The lemmas that say the opposite of one."""
    return _OPPOSITES.get(lemma, frozenset())
