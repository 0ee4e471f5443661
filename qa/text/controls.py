"""Tell the characters that control, hide, turn the direction of writing, break a line or are half a character."""

import unicodedata

_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def is_control(character: str) -> bool:
    """Return whether a character could rewrite a terminal, or what stands beside it; line feeds and tabs are among them."""
    return unicodedata.category(character) in _CONTROLS
