"""Find the words of a text, and write them alike: in lower case, without accents, in one spelling."""

import re
import unicodedata

from qa.text.tables import mapped, rows

# An accent may be a character of its own. Untrusted: nothing is tried twice, however many accents a letter has.
_PART = r"[^\W_]++(?:[\u0300-\u036f]++[^\W_]*+)*+"
WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)*|{_PART}(?:['’](?![sS]\b){_PART})*")
"""A word ("don't", "U.S."), or a number with its points and commas; a possessive "s" is one of its own."""
_SPELLINGS = mapped(rows("spellings"), "spelling", "standard")


def fold(word: str) -> str:
    """The word as it is compared: readers type "Celeron" for "Céloron", and "defence" is "defense"."""
    folded = word.lower()
    if not folded.isascii():
        folded = folded.replace("’", "'")
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)) or folded
    return _SPELLINGS.get(folded, folded)


def folded_words(text: str) -> tuple[str, ...]:
    """All words of a text, each folded."""
    return tuple(fold(word) for word in WORD.findall(text))
