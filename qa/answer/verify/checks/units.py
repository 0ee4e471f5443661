"""Turns what stands around a number into its unit or currency, and how it is bounded."""

import re
from typing import Literal

from qa.text.tokens import Tokens

Hedge = Literal["", "more", "less", "near", "exact", "either"]
"""How a number is bounded; "either" where that depends on the reading ("over three years")."""


def _units(table: str) -> dict[str, str]:
    return {name: row.split()[0] for row in table.strip().split(";") for name in row.split()}


UNITS = _units(
    "percent pct; point points; bps; $ dollar dollars usd; € euro euros eur; £ quid gbp; pounds pound lb lbs; "
    "¥ yen; yuan renminbi; ₹ rupee rupees; ruble rubles rouble roubles; won; peso pesos; lira liras; franc francs; cent cents; "
    "km kms kilometer kilometers kilometre kilometres; mile miles mi; feet foot ft; meter meters metre metres; yard yards; "
    "inch inches; cm centimeter centimeters centimetre centimetres; mm millimeter millimeters millimetre millimetres; "
    "tonne tonnes ton tons; kg kilogram kilograms kilo kilos kilogramme kilogrammes; gram grams gramme grammes; ounce ounces oz; "
    "liter liters litre litres; gallon gallons; barrel barrels; acre acres; hectare hectares; "
    "degree degrees; mph; kph kmh; second seconds sec; minute minutes min; hour hours hr hrs; day days; week weeks; "
    "month months; year years yr yrs; decade decades; century centuries; a.m. am; p.m. pm; "
    "megawatt megawatts mw; gigawatt gigawatts gw; kilowatt kilowatts kw"
)
PERIODS = frozenset("second minute hour day week month year decade century".split())
_BETWEEN = frozenset(
    "metric nautical us u.s. american canadian australian more full consecutive straight whole".split()
)
"""What may stand between a figure and its unit."""
_SQUARE = frozenset("square cubic".split())
_CURRENCIES = "$€£¥₹"
_MORE = re.compile(
    r"(?:\b(?:more|greater|higher|longer) than|(?P<over>\bover)|\babove|\bat least|\bno (?:fewer|less) than|\bupwards of|"
    r"\bexceed\w*|\bminimum of|\btopp\w+|\bsurpass\w+)(?: (?:the|a|an))?$"
)
_LESS = re.compile(
    r"(?:\b(?:less|fewer|lower|shorter) than|\bunder|\bbelow|\bup to|\bat most|\bno more than|\bnot more than|"
    r"\bas (?:many|much) as|\bmaximum of)(?: (?:the|a|an))?$"
)
_NEAR = re.compile(r"\b(?:nearly|almost|close to|approaching)(?: (?:the|a|an))?$")
_EXACT = re.compile(r"\b(?:exactly|precisely)$")
_ABOVE = re.compile(r"^\+|^ or (?:more|higher|older|above)\b|^-plus\b|^ plus\b")
_UNDER = re.compile(r"^ or (?:less|fewer|lower|younger|under|below)\b")


def unit_at(found: Tokens, start: int, end: int) -> tuple[str, int]:
    """The unit or currency directly at a number, and where it ends; "" where there is none."""
    before = found[start].before.rstrip()
    if before[-1:] and before[-1:] in _CURRENCIES:
        return before[-1], end
    if found[end - 1].after.lstrip().startswith("%"):
        return "percent", end
    if end < len(found) and found[end].lower in _BETWEEN:
        end += 1
    if end >= len(found) or found[end].before not in {" ", "-", "", "\xa0", "\u2011", "–"}:
        return "", end
    return _named_unit(found, end)


def _named_unit(found: Tokens, end: int) -> tuple[str, int]:
    lower = found[end].lower
    following = found[end + 1].lower if end + 1 < len(found) else ""
    if lower == "per" and following == "cent":
        return "percent", end + 2
    if lower in {"percentage", "basis"} and following.startswith("point"):
        return "point" if lower == "percentage" else "bps", end + 2
    if lower in _SQUARE and following in UNITS:
        return f"{lower} {UNITS[following]}", end + 2
    hourly = following in {"per", "an"} and end + 2 < len(found) and found[end + 2].lower == "hour"
    if hourly and lower in {"miles", "kilometers", "kilometres"}:
        return ("mph" if lower == "miles" else "kph"), end + 3
    return UNITS.get(lower, ""), end + 1


def hedge_of(found: Tokens, start: int, end: int, unit: str) -> Hedge:
    """How a number is bounded by the words before it, or by those after it and its unit."""
    first = start
    while first > max(0, start - 4) and not found[first].breaks:
        first -= 1
    before = " ".join(token.lower for token in found[first:start])
    if _ABOVE.match(rest(found, end - 1)) or (unit and _ABOVE.match(rest(found, end))):
        return "more"
    if _UNDER.match(rest(found, end - 1)) or (unit and _UNDER.match(rest(found, end))):
        return "less"
    if less := _LESS.search(before):
        return "either" if less.group().startswith("under") and unit in PERIODS else "less"
    if more := _MORE.search(before):
        return "either" if more["over"] and unit in PERIODS else "more"
    return "near" if _NEAR.search(before) else "exact" if _EXACT.search(before) else ""


def rest(found: Tokens, at: int) -> str:
    """What follows a token: the next few characters in lower case."""
    following = (part for token in found[at + 1 : at + 4] for part in (token.lower, token.after))
    return "".join((found[at].after if at < len(found) else "", *following))
