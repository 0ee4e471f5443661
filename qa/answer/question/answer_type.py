"""Read which kind of answer a question expects: a number, an amount, a date, a person, a place, a reason, or any other."""

import re
from typing import Literal

AnswerType = Literal["number", "amount", "date", "person", "place", "reason", "other"]

OPEN: frozenset[AnswerType] = frozenset({"reason", "other"})
"""Any sentence may answer these."""
COUNTED: frozenset[AnswerType] = frozenset({"number", "amount", "date"})
"""A figure answers these: two sentences with the same figure tell the same fact."""

_LEAD = r"(?:(?:and|so|but|since|until|by|from|in|on|at|to|of|about|exactly|roughly|approximately|for) )*"
_WHICH = r"(?:what|which)"
_OPENINGS: tuple[tuple[AnswerType, str], ...] = (
    ("amount", r"how much\b"),
    (
        "number",
        rf"(?:how (?:many|old|tall|far|big|large|high)\b|{_WHICH} (?:\w+ )?(?:number|percentage|percent|share|amount|age)\b"
        r"|(?:(?:what (?:is|was|are|were) )?the )?(?:\w+ )?(?:number|population) of\b)",
    ),
    ("date", rf"(?:when|how long|how soon|{_WHICH} (?:\w+ )?(?:year|date|day|month|time|decade|century))\b"),
    ("person", rf"(?:who|whom|whose|{_WHICH} (?:\w+ )?(?:person|official|minister|leader|president))\b"),
    (
        "place",
        rf"(?:where|{_WHICH} (?:\w+ )?(?:country|countries|city|cities|place|town|state|nation|county))\b",
    ),
    ("reason", rf"(?:why|{_WHICH} (?:\w+ )*?(?:reason|cause))"),
    ("other", r"(?:what|which|how)\b"),
)
# Matched at the start of a clause: "When did the talks begin?", "As the talks began, who was there?"
_PATTERNS = tuple((answer_type, re.compile(_LEAD + opening, re.IGNORECASE)) for answer_type, opening in _OPENINGS)


def expected_answer_type(question: str) -> AnswerType:
    """The kind that the last clause asks for which opens with a question word: "When it rains, who pays?" asks who."""
    clauses = [clause.strip() for clause in re.split(r"[,;:] ", question)]
    matches = (
        answer_type for clause in reversed(clauses) for answer_type, pattern in _PATTERNS if pattern.match(clause)
    )
    return next(matches, "other")
