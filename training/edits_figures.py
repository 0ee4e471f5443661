"""Falsify a sentence by another figure, unit or date."""

import re

from training.edit_lists import DAYS, MONTHS, TIMES, UNITS
from training.edits import Setting, swapped
from training.text import replaced

_FIGURE = re.compile(r"(?<![\w.,:/-])\$?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w:/]|[.,]\d)")
_YEAR = re.compile(r"(?<![\w$,.-])(?:19|20)\d\d(?![\w,.-]*\d)(?!-)")
_WORDS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty".split()
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()
_SPELLED = re.compile(rf"(?<![\w-])(?:{'|'.join((*_WORDS, *_ORDINALS))})(?![\w-])", re.IGNORECASE)
_AT_LEAST = re.compile(r"(?:at least|more than|upwards of|over|above|exceed\w*|minimum of) \$?$", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:at most|less than|fewer than|under|below|up to|within|maximum of) \$?$", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b(?:{'|'.join(re.escape(month) for month in MONTHS)}) $")


def number(setting: Setting) -> str | None:
    """Another figure: of the same size and look, and never one that "at least" or "up to" makes true."""
    sentence, random = setting.sentence, setting.random
    matches = [*_FIGURE.finditer(sentence), *_SPELLED.finditer(sentence)]
    matches = [match for match in matches if not _YEAR.fullmatch(match.group())]
    if not matches:
        return None
    match = random.choice(matches)
    if match.re is _SPELLED:
        return replaced(sentence, match.start(), match.end(), _spelled(setting, match))
    start, end = match.span("digits")
    return sentence[:start] + _figure(setting, match) + sentence[end:]


def unit(setting: Setting) -> str | None:
    """Another unit."""
    return swapped(setting, UNITS)


def date(setting: Setting) -> str | None:
    """Another year, month, weekday or time."""
    sentence, random = setting.sentence, setting.random
    years = list(_YEAR.finditer(sentence))
    edits = [swapped(setting, MONTHS, small=False), swapped(setting, DAYS, small=False), swapped(setting, TIMES)]
    if years:
        match = random.choice(years)
        step = random.choice((-10, -5, -4, -3, -2, -1, 1, 2, 3, 4))
        edits.append(sentence[: match.start()] + str(int(match.group()) + step) + sentence[match.end() :])
    chosen = [text for text in edits if text]
    return random.choice(chosen) if chosen else None


def _up_or_down(sentence: str, start: int) -> tuple[bool, bool]:
    before = sentence[:start]
    return not _AT_MOST.search(before), not _AT_LEAST.search(before)


def _spelled(setting: Setting, match: re.Match[str]) -> str:
    word = match.group().lower()
    row = _WORDS if word in _WORDS else _ORDINALS
    at = row.index(word)
    up, down = _up_or_down(setting.sentence, match.start())
    # "At least five" says that it was at least four, but not six; "up to five" that it was up to six, but not four.
    choices = (row[at + 1 : at + 4] if up else []) + (row[max(0, at - 3) : at] if down else [])
    return setting.random.choice(choices or [other for other in row if other != word])


def _figure(setting: Setting, match: re.Match[str]) -> str:
    written = match["digits"]
    value = float(written.replace(",", ""))
    up, down = _up_or_down(setting.sentence, match.start())
    if _MONTH_DAY.search(setting.sentence[: match.start()]) and value <= 28:  # noqa: PLR2004 - every month has 28
        return str(setting.random.choice([day for day in range(1, 29) if day != value]))
    decimals = len(written.partition(".")[2])
    for _ in range(20):
        new = _shown(_moved(setting, value, up=up, down=down), decimals, commas="," in written)
        if new != written and (float(new.replace(",", "")) > 0):
            return new
    return _shown(value + 3, decimals, commas="," in written)


def _moved(setting: Setting, value: float, *, up: bool, down: bool) -> float:
    random = setting.random
    rise = (up and random.random() < 0.5) or not down  # noqa: PLR2004 - an even chance
    if value < 20:  # noqa: PLR2004 - small counts move by ones
        step = random.choice((1, 2, 3, 4, 6))
        return value + step if rise else value - min(step, value - 1)
    factor = random.choice((1.1, 1.2, 1.35, 1.5, 2, 3))
    moved = value * factor if rise else value / factor
    return _rounded_alike(value, moved)


def _rounded_alike(value: float, moved: float) -> float:
    """Round numbers stay round: 2,500 becomes 3,000 and not 2,743."""
    for base in (1_000_000, 100_000, 10_000, 1000, 500, 100, 50, 10, 5):
        if value % base == 0 and moved > base:
            return float(round(moved / base) * base)
    return moved


def _shown(value: float, decimals: int, *, commas: bool) -> str:
    return f"{value:,.{decimals}f}" if commas else f"{value:.{decimals}f}"
