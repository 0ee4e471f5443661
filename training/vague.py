"""Say vaguely what a text says exactly, so that it still tells of what a question asks about, and no longer answers it."""

import re
from random import Random

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"(?:(?:late|early|mid-?) ?)?(?:\d{{1,2}} )?(?:{_MONTHS})?(?: ?\d{{1,2}})?(?:, )?(?:1[0-9]|20)?\d\d(?:s|-\d\d)?"
)
_DAY = re.compile(rf"(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}})?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_MONEY = re.compile(r"(?:US|[A-Z]{2})?[$£€] ?[\d.,]+(?: (?:thousand|million|billion|trillion))?")
_NUMBER = re.compile(
    r"(?:about |around |some |over |nearly |approximately )?"
    r"(?:[\d.,]*\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)"
    r"(?: (?:hundred|thousand|million|billion))?(?P<percent> ?%| percent| per cent)?(?= |$|-)"
)
_NAME = re.compile(r"(?:the |The )?[A-Z][\w.’'-]+(?: (?:of|the|and|de|von)? ?[A-Z][\w.’'-]+)*")
_BEFORE_TIME = re.compile(r"\b(?:in|on|since|by|from|until|around|during|after|before|at)(?: the)? $", re.IGNORECASE)
_BEFORE_PLACE = re.compile(r"\b(?:in|at|from|to|near|of)(?: the)? $")

_TIMES = ("at some point", "one day", "recently", "later on", "years ago", "some time ago")
_COUNTS, _SHARES, _SUMS = ("several", "many", "some"), ("a share", "a part"), ("a large sum", "some money")
_PLACES = ("the area", "a town nearby", "another place", "the region")
_SOMEBODY = ("somebody", "one of them", "a man", "a woman", "a group", "another one")


def vaguely(sentence: str, start: int, end: int, random: Random) -> str | None:
    """The sentence with something vague of the same kind for the words from `start` to `end`; None for other kinds of words."""
    answer, before, after = sentence[start:end], sentence[:start], sentence[end:]
    if _DATE.fullmatch(answer) or _DAY.fullmatch(answer):
        preposition = _BEFORE_TIME.search(before)
        return before[: preposition.start()] + random.choice(_TIMES) + after if preposition else None
    if money := _MONEY.match(answer):
        return before + random.choice(_SUMS) + answer[money.end() :] + after
    if number := _NUMBER.match(answer):
        return before + random.choice(_SHARES if number["percent"] else _COUNTS) + answer[number.end() :] + after
    if _NAME.fullmatch(answer):
        return before + random.choice(_PLACES if _BEFORE_PLACE.search(before) else _SOMEBODY) + after
    return None
