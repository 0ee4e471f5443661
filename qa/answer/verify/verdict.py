"""Let a yes or no pass only where the quote beside it does not speak against it: a wrong verdict is worse than none."""

import re

from qa.domain.answer import YesNo
from qa.text.negation import denies, denies_in_meaning, is_marker, is_modal
from qa.text.tokens import Token, Tokens, tokens

_SAID = re.compile(r"\W*(?P<verdict>yes|no)\b[\s:,.;*-]*", re.IGNORECASE)


def verdict_in(reply: str) -> tuple[YesNo | None, str]:
    """Return the yes or no that a reply begins with, if any, and the rest of it."""
    said = _SAID.match(reply)
    if said is None:
        return None, reply
    return ("yes" if said["verdict"].lower() == "yes" else "no"), reply[said.end() :]


def agreed(said: YesNo, question: str, quote: str) -> YesNo | None:
    """Return the verdict where the quote bears it: it must not leave it open, and must deny for a no, and not for a yes.

    None where the question denies something itself ("Didn't he …?"): what yes means is not clear there.
    """
    words = tokens(quote)
    if _denies(tokens(question)) or _leaves_open(words):
        return None
    return said if _denies(words) == (said == "no") else None


def _denies(words: Tokens) -> bool:
    return any(map(_is_denial, words))


def _is_denial(word: Token) -> bool:
    return denies(word) or denies_in_meaning(word)


def _leaves_open(words: Tokens) -> bool:
    return any(is_modal(word) or (is_marker(word) and not _is_denial(word)) for word in words)
