"""Turns a statement's quotation marks into whether what stands between them was said so: nobody's words are invented."""

import re

from qa.answer.verify.checks.text import Reading

_QUOTATION = re.compile(r"[“\"«]([^“”\"«»]+)[”\"»]")
_WORD = re.compile(r"[^\W_]+")


def quotations_hold(reading: Reading) -> bool:
    """Whether the words between quotation marks stand side by side in one of the quotes, marks and capitals aside."""
    told = [_bare(match[1]) for match in _QUOTATION.finditer(reading.text)]
    return not told or all(any(words in quote for quote in map(_bare, reading.quotes)) for words in told)


def _bare(text: str) -> str:
    """The words alone, with a space around each, so that none is found inside another."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
