"""Tell the words that deny, and those that say how sure or how far off something is."""

from qa.text.tokens import Token, terms

_DENYING = frozenset("not never cannot neither nor without nobody none no nothing".split())
_DENYING_IN_MEANING = frozenset(
    terms(
        "refuse refusal reject rejection deny denial fail failure lack absence absent unable prevent avoid ban decline oppose "
        "unlikely impossible dismiss unwilling hardly rarely barely scarcely exclude forbid prohibit"
    )
)
_MODALS = frozenset(
    (
        "can could may might will would must should shall likely unlikely possibly perhaps probably plan plans planned expect "
        "expects expected allege alleged allegedly propose proposed hope hopes hoped"
    ).split()
)


def denies(token: Token) -> bool:
    """Whether a token is a "not", in any of its forms."""
    return token.lower in _DENYING or token.lower.endswith("n't")


def denies_what_follows(token: Token) -> bool:
    """Whether it denies the words behind it; "nothing" stands for a thing itself, and governs none."""
    return denies(token) and token.lower != "nothing"


def denies_in_meaning(token: Token) -> bool:
    """Whether it denies without a "not": "refused", "lack", "unlikely"."""
    return token.term in _DENYING_IN_MEANING


def is_modal(token: Token) -> bool:
    """Whether it tells how sure or how far off something is, as written within a sentence: "May" is a month."""
    return token.text in _MODALS
