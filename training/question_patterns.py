"""The patterns by which question rules find names, dates, counts and reports."""

import re


def _any(words: str) -> str:
    return "|".join(words.split())


NAME = r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?: (?:of |de |van |al-)?(?:[A-Z][\w’'-]+|[A-Z]\.))*"
"""One capitalised word, or several."""
_MONTHS = _any("January February March April May June July August September October November December")
MONTH = rf"(?:{_MONTHS}|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.)"
DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_YEAR = r"(?:19|20)\d\d"
_DATES = "|".join(
    (
        f"{DAY}(?: (?:morning|afternoon|evening|night))?",
        rf"{MONTH}(?: \d{{1,2}})?(?:,? {_YEAR})?",
        _YEAR,
        f"(?:last|this|next) (?:week|month|year|{DAY}|{MONTH}|fall|spring|summer|winter)",
        _any("yesterday today tomorrow tonight"),
    )
)
WHEN = re.compile(rf" (?:(?:{_any('on in by since until early late before after')}) )*(?:{_DATES})\b(?![’'])")
_AFTER_PLACES = _any(
    "in on at to for from with by of after before during since until against as and or but when where while who which that early "
    "late last this next"
)
WHERE = re.compile(
    rf" (?:in|at|near|outside) (?:the )?(?!{MONTH}|{DAY}){NAME}(?<![’']s)(?=[.,]|$| (?:{_AFTER_PLACES}|{DAY}|{MONTH})\b)"
    r"(?! (?:and|or) (?:the )?[A-Z])"
)
"""A name that stands alone: "in Covid cases" is no place."""

_ROUGHLY = "about|around|nearly|almost"
_WRITTEN_FIGURES = _any("two three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions")
_FIGURE = rf"(?:\d[\d,.]*\d|\d|{_WRITTEN_FIGURES})(?: (?:million|billion|thousand|hundred|dozen))?"
_DURATION = r"years? ago|(?:miles|hours|minutes|days|weeks|months|years)\b"
_SMALL = "|".join(rf"{word}\b" for word in "of to and or in on at by the for from with per percent dozen".split())
_COUNTED = rf"(?:(?!{_SMALL}|p\.m|a\.m|million\b|billion\b)[A-Za-z-]+ ){{0,2}}?[a-z]{{3,}}s"
COUNT = re.compile(
    rf"\b(?:(?:{_ROUGHLY}|approximately|at least|more than|over|up to|some) )?(?P<figure>{_FIGURE})"
    rf" (?P<noun>(?!{_DURATION}){_COUNTED}|people)\b"
)
MONEY = re.compile(
    rf"(?:\b(?:{_ROUGHLY}|more than|over|up to) )?(?<![\w$])[$£€]\d[\d,.]*(?: (?:million|billion|trillion))?(?![\w-]| to [$£€])"
)
PERCENT = re.compile(rf"\b(?:(?:{_ROUGHLY}|more than|over) )?\d[\d.]*(?: percent|%)(?: of)?")

CAUSE = re.compile(r",? (?:because|due to|as a result of|in response to|amid) ")
_REPORTING = "said|told reporters|reported|announced|added|argued|warned|claimed|confirmed"
SAID = re.compile(
    rf"^(?P<who>.+?) (?P<verb>{_REPORTING})(?:(?: on)? {DAY}|(?: on)? {MONTH} \d+| (?:last|this) (?:week|month|year))?"
    r"(?P<that> that)? (?P<what>.+)$"
)
REPORTING = frozenset(_REPORTING.replace(" reporters", "").split("|"))
"""Verbs whose object is what was said."""
_PREPOSITIONS = "in|on|at|for|from|after|during|to|with|by"
OBJECT = re.compile(
    r"(?P<object>(?:the|a|an|his|her|its|their) [\w’' -]{3,40}?)" + rf"(?P<after>(?: (?:{_PREPOSITIONS}) .*)?)$"
)
"""An object that opens the text, and what follows it."""

_CONJUNCTIONS = _any("which while although though after before because but")
FINITE = "is|are|was|were|has|have|had|will|would|could|can|may|might|must|should|do|does|did"
STOP = re.compile(
    rf"[,;:](?= |$)|[—–]| (?:{_CONJUNCTIONS}|and then|{_any('as who where when that saying according')})\b"
)
"""Where a clause breaks off."""
LEAD = re.compile(
    r"^(?:On|In|At|By|Since|After|During|Last|Earlier|Late|This|Meanwhile|However)\b[^,]{0,60}, (?=[A-Zt])"
)
"""What stands before a sentence's subject."""
ORGANISATION = re.compile(
    r"\b(?:Inc|Corp|Co|Ltd|University|Party|Department|Ministry|Council|Court|Committee|Agency|Bank|Group|Company|Senate|"
    r"House|Congress|Government|Union|Association|Commission|Police|Times|Post|News|League|Institute|Airlines|"
    r"Administration|Office)(?= (?:of|for|on)\b|$)"
)
"""At its end, or before "of": the Senate's leader is a person."""
