"""Replace a word of a sentence, and keep capitals and articles in agreement."""

import re

from qa.text.tokens import STOP_WORDS

_SHORTEST, _LONGEST = 4, 60
"""Words of a sentence that states something."""
_ARTICLE = re.compile(r"\b(an?) $", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|did|do|says?|said|told"
    r"|[a-z]{2,}ed|cost|met|sold|bought|found|built|paid|sent|shot|broke|chose|grew|knew|drew|threw|wrote|spoke|spent|"
    r"stood|struck|thought|brought|caught|felt|heard|sat|spread|went|came|made|took|got|gave|won|lost|fell|rose"
    r"|became|began|led|left|saw|ran|held|kept|hit|set|put)\b"
    r"|(?:n['’]t|\w['’](?:s|re|ve|ll))\b"
)
_QUOTES = '"“”'
# Words that are not names, whatever capital they begin a sentence with.
_SMALL = STOP_WORDS | frozenset(
    (
        "police officials authorities investigators prosecutors lawmakers officers residents voters people researchers "
        "scientists workers several two three four five six seven eight nine ten most some few another last late early "
        "earlier meanwhile despite although since during following according however still shares experts critics "
        "students teachers parents doctors hospitals companies prices sales one hundreds thousands dozens millions "
        "neither none each either all what such more fewer less only nearly almost about around local state federal "
        "public every nobody everyone someone nothing firefighters"
    ).split()
)


def replaced(sentence: str, start: int, end: int, new: str) -> str:
    """`sentence` with the characters from `start` to `end` replaced, in the case of the old, after the right article."""
    old = sentence[start:end]
    if old[:1].isupper() and new[:1].islower():
        new = new.upper() if old.isupper() and old[1:2].isalpha() else new[0].upper() + new[1:]
    before = sentence[:start]
    article = _ARTICLE.search(before)
    if article and new and new[:1].isalpha():
        begin = article.group(1)[0]
        before = before[: article.start(1)] + begin + ("n " if vowel_sound(new) else " ")
    return before + new + sentence[end:]


def vowel_sound(word: str) -> bool:
    """Whether "an" stands before it, as far as its letters tell."""
    small = word.lower()
    if small.startswith(("uni", "use", "usu", "u.s", "uk", "eu", "one", "once", "uran", "ukr", "uga", "uru", "uz")):
        return False
    return small[:1] in "aeiou" or small.startswith(("hour", "honest", "honor", "heir"))


def decapitalised(text: str) -> str | None:
    """The text as it goes on within a sentence; None where its first word may be a name."""
    first = re.match(r"[\w'’.-]+", text)
    if first is None:
        return None
    word = first.group()
    if word in {"I", "I'm", "I've", "I’m", "I’ve"} or word[0].islower() or word[0].isdigit():
        return text
    if re.split(r"['’-]", word)[0].lower() in _SMALL:
        return text[0].lower() + text[1:]
    following = text[first.end() :].lstrip()[:1]
    # Two capitals in a row, or a capital within the word: a name keeps its capital.
    return text if following.isupper() or not word[1:].islower() else None


def capitalised(text: str) -> str:
    """The text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def is_declarative(sentence: str) -> bool:
    """Whether it looks like a whole sentence that states something, and no heading, question or list."""
    size = len(sentence.split())
    return (
        _SHORTEST <= size <= _LONGEST
        and sentence.rstrip(_QUOTES)[-1:] in (".", ",", "!")
        and not sentence[0].islower()
        and _AUXILIARY.search(sentence) is not None
    )


def balanced(text: str) -> bool:
    """Whether every quotation mark and bracket opened is closed."""
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”") and text.count("(") == text.count(")")
