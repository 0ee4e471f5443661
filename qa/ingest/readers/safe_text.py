"""Make untrusted names and lines safe to show and to store."""

import os
import re
from pathlib import Path

# Untrusted: made safe here. Titles and names are shown in terminals and pages, where controls hide or reorder text.
# The two joiners stay where Persian, Indic or emoji spelling puts them: between characters from U+0600 up.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
    "|(?<![\u0600-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\U0010ffff])"
)


def safe_line(text: str) -> str:
    """Return untrusted text as one line with single spaces, without control, bidi and zero-width characters."""
    return " ".join(_UNSEEN.sub("", text).split())


def safe_path(path: str | Path) -> str:
    """Return a file name as text that can be stored: bytes of it that are not UTF-8 are written out in hexadecimal."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
