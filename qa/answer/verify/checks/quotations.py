"""Check that what stands between a statement's quotation marks was said so: nobody's words are invented."""

import re

from qa.answer.verify.checks.text import Reading

_QUOTATION = re.compile(r"[“\"«]([^“”\"«»]+)[”\"»]")
_WORD = re.compile(r"[^\W_]+")


def quotations_hold(reading: Reading) -> bool:
    """Whether the words between quotation marks stand side by side in one of the quotes, marks and capitals aside."""
    quotations = [_bare(match[1]) for match in _QUOTATION.finditer(reading.text)]
    return all(any(words in _bare(quote) for quote in reading.quotes) for words in quotations)


def _bare(text: str) -> str:
    """The words alone, with a space around each, so that none is found inside another."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
