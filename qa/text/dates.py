"""Tell the words of dates: months, weekdays and years."""

from qa.text.tokens import Term, Token

MONTHS = frozenset(
    Term(stem)
    for stem in (
        "januari februari march april may june juli august septemb octob novemb decemb "
        "jan feb mar apr jun jul aug sept sep oct nov dec"
    ).split()
)
"""Terms of the months and of their abbreviations."""
WEEKDAYS = frozenset(Term(day) for day in "monday tuesday wednesday thursday friday saturday sunday".split())
_FIRST_YEAR, _LAST_YEAR = 1500, 2100


def is_month(token: Token) -> bool:
    """Whether a token is a month's name, written as one ("may" is a verb)."""
    return token.term in MONTHS and token.capital


def is_weekday(token: Token) -> bool:
    """Whether a token is a weekday's name, written as one."""
    return token.term in WEEKDAYS and token.capital


def is_year(token: Token) -> bool:
    """Whether a token reads as a year whatever stands around it: "2014" does, "2,014" counts something."""
    return len(token.text) == 4 and token.text.isdecimal() and _FIRST_YEAR <= int(token.text) <= _LAST_YEAR  # noqa: PLR2004


def month_key(term: Term) -> Term:
    """A month by its first three letters, so that "Jan. 6" is "January 6"; any other term as it is."""
    return Term(term[:3]) if term in MONTHS else term
