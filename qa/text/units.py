"""Read what stands around a number: its unit or currency, and how it is bounded."""

import re
from collections.abc import Iterable
from typing import Literal

from qa.text.tables import rows
from qa.text.tokens import Token, Tokens

Hedge = Literal["", "more", "less", "near", "exact", "either"]
"""How a number is bounded; "either" where that depends on the reading ("over three years")."""

_TABLE = rows("units")
UNITS = {word: row["unit"] for row in _TABLE for word in row["words"].split()}
"""The unit that each word stands for."""
PERIODS = frozenset(row["unit"] for row in _TABLE if row["period"])
"""Units of time."""
SIZES = {row["unit"]: (row["family"], float(row["size"])) for row in _TABLE if row["size"]}
"""What units can be converted into: the family of each, and how many of the family's base it is."""
_BETWEEN = frozenset(
    "metric nautical us u.s. american canadian australian more full consecutive straight whole".split()
)
"""What may stand between a figure and its unit."""
_JOINTS = frozenset({" ", "-", "", "\xa0", "\u2011", "–"})
"""What may stand between a figure and the word behind it that is its unit."""
_CURRENCIES = "$€£¥₹"
_SPELLED: dict[tuple[str, ...], str] = {
    **{(word,): unit for word, unit in UNITS.items()},
    **{(kind, word): f"{kind} {unit}" for kind in ("square", "cubic") for word, unit in UNITS.items()},
    ("per", "cent"): "percent",
    **{("percentage", point): "point" for point in ("point", "points")},
    **{("basis", point): "bps" for point in ("point", "points")},
    **{("miles", per, "hour"): "mph" for per in ("per", "an")},
    **{(metric, per, "hour"): "kph" for metric in ("kilometers", "kilometres") for per in ("per", "an")},
}
"""Units by the words for them, up to three."""
_MOST_WORDS = 3
_BOUND = r"(?: (?:the|a|an))?$"
_MORE = re.compile(
    r"(?:\b(?:more|greater|higher|longer) than|(?P<open>\bover)|\babove|\bat least|\bno (?:fewer|less) than|\bupwards of|"
    rf"\bexceed\w*|\bminimum of|\btopp\w+|\bsurpass\w+){_BOUND}"
)
_LESS = re.compile(
    r"(?:\b(?:less|fewer|lower|shorter) than|(?P<open>\bunder)|\bbelow|\bup to|\bat most|\bno more than|\bnot more than|"
    rf"\bas (?:many|much) as|\bmaximum of){_BOUND}"
)
_NEAR = re.compile(rf"\b(?:nearly|almost|close to|approaching){_BOUND}")
_EXACT = re.compile(r"\b(?:exactly|precisely)$")
_BEFORE: tuple[tuple[Hedge, re.Pattern[str]], ...] = (
    ("less", _LESS),
    ("more", _MORE),
    ("near", _NEAR),
    ("exact", _EXACT),
)
"""Bounds by the words before a number."""
_BEHIND: tuple[tuple[Hedge, re.Pattern[str]], ...] = (
    ("more", re.compile(r"^\+|^ or (?:more|higher|older|above)\b|^-plus\b|^ plus\b")),
    ("less", re.compile(r"^ or (?:less|fewer|lower|younger|under|below)\b")),
)
"""Bounds by what follows a number, or its unit."""
_WORDS_BEFORE = 4


def is_period(token: Token) -> bool:
    """Whether a token is a unit of time: "days", "hrs"."""
    return UNITS.get(token.lower) in PERIODS


def unit_at(tokens: Tokens, start: int, end: int) -> tuple[str, int]:
    """The unit or currency directly at a number, and where it ends; "" where there is none."""
    before = tokens[start].before.rstrip()
    if before[-1:] and before[-1:] in _CURRENCIES:
        return before[-1], end
    if tokens[end - 1].after.lstrip().startswith("%"):
        return "percent", end
    if end < len(tokens) and tokens[end].lower in _BETWEEN:
        end += 1
    if end >= len(tokens) or tokens[end].before not in _JOINTS:
        return "", end
    return _spelled(tokens, end)


def _spelled(tokens: Tokens, start: int) -> tuple[str, int]:
    """The unit that is spelled out here, in as many words as belong to it."""
    words = tuple(token.lower for token in tokens[start : start + _MOST_WORDS])
    for size in range(len(words), 0, -1):
        if words[:size] in _SPELLED:
            return _SPELLED[words[:size]], start + size
    return "", start + 1


def hedge_of(tokens: Tokens, start: int, end: int, unit: str) -> Hedge:
    """How a number is bounded by what follows it or its unit, or else by the words before it."""
    return _hedge_behind(tokens, (end - 1, end) if unit else (end - 1,)) or _hedge_before(tokens, start, unit)


def _hedge_behind(tokens: Tokens, ends: Iterable[int]) -> Hedge:
    behind = [rest(tokens, end) for end in ends]
    return next((hedge for hedge, pattern in _BEHIND if any(map(pattern.match, behind))), "")


def _hedge_before(tokens: Tokens, start: int, unit: str) -> Hedge:
    first = start
    while first > max(0, start - _WORDS_BEFORE) and not tokens[first].breaks:
        first -= 1
    before = " ".join(token.lower for token in tokens[first:start])
    for hedge, pattern in _BEFORE:
        if match := pattern.search(before):
            # "Under three years" may be told of two, and of a rule of three.
            return "either" if unit in PERIODS and match.groupdict().get("open") else hedge
    return ""


def rest(tokens: Tokens, at: int) -> str:
    """What follows a token: the next few characters in lower case."""
    following = (part for token in tokens[at + 1 : at + 4] for part in (token.lower, token.after))
    return "".join((tokens[at].after if at < len(tokens) else "", *following))
