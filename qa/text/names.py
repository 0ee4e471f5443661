"""Tell names from other words by their capitals and by the gazetteer, from the loosest sense to the strictest.

`is_proper` asks a token alone, `is_name` where it stands, and `is_distinctive` whether it tells one bearer from another.
"""

from qa.text.dates import is_month, is_weekday
from qa.text.tokens import Token, Tokens

TITLES = frozenset(
    (
        "president presidents prime minister ministers ministry secretary senator senators governor mayor general king queen "
        "prince princess pope judge justice congressman congresswoman representative chancellor ambassador speaker mr mrs ms "
        "miss dr sir lord lady dame deputy vice chief defense defence foreign interior finance press department government "
        "official officials coach ceo officer sheriff sergeant captain colonel lieutenant major detective attorney professor "
        "director chairman chairwoman chair spokesman spokeswoman sen rep gov gen lt col sgt capt prof rev hon jr sr former "
        "leader premier commissioner commander admiral doctor reverend bishop archbishop cardinal imam sultan emir sheikh "
        "games military war island islands mount mountain valley park street hospital plant station bridge church palace "
        "center centre administration union party republic city state county province district river lake road airport "
        "university court committee"
    ).split()
)
"""Titles, offices and kinds, which a retelling may put before a name or after it."""
_SHORTEST = 2
"""Letters of a name that tells one bearer from another."""


def is_proper(token: Token) -> bool:
    """Whether a token may be a name: a known one, or any capitalised word that carries meaning and is no number.

    The first word of a sentence counts too: for those who weigh or compare words, and lose little by one too many.
    """
    return token.named or (token.capital and token.content and not token.numeric)


def is_name(tokens: Tokens, at: int) -> bool:
    """Whether a token is a name where it stands: the capital of the first word tells nothing."""
    return tokens[at].named or (at > 0 and is_proper(tokens[at]))


def is_distinctive(token: Token) -> bool:
    """Whether a token written as a name tells one bearer from another: no title, kind, weekday or month, no "I'm".

    For those who refuse a sentence because its quotes lack the name.
    """
    return (
        token.capital
        and token.content
        and not token.numeric
        and not is_title(token)
        and not is_weekday(token)
        and not is_month(token)
        and not token.lower.startswith("i'")
        and len(token.text) >= _SHORTEST
    )


def names_one(tokens: Tokens, at: int) -> bool:
    """Whether a token is a name that tells one bearer from another, and not only because a sentence or quotation begins."""
    return tokens[at].named or (not tokens[at].opens and is_distinctive(tokens[at]))


def is_title(token: Token) -> bool:
    """Whether it goes with a name rather than being one: a title, an office, or a kind ("River")."""
    return token.lower.rstrip(".") in TITLES
