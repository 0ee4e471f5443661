"""Tell what is written in another language than English, and in doubt take it for English.

A question of a few words tells little, and names tell nothing: no name says that the words around it are foreign. So what holds
a word that only English has is English, and a guess counts only where it is sure, of the text with its names and without.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from qa.text.tables import column, rows
from qa.text.words import WORD

Guess = Callable[[str], Mapping[str, float]]
"""How likely a text is in each language, by its code (ISO 639); together 1."""

_FUNCTION_WORDS = column(rows("stop_words"), "word") | column(rows("function_words"), "word")
_ONLY_ENGLISH = {word for word in _FUNCTION_WORDS if len(word) > 1} - column(rows("shared_words"), "word")
_READ = 4_000
"""Characters of an article that are looked at; a question has fewer."""
_FEWEST, _FEWEST_ASKED = 3, 2
"""Words, names aside, that show a language; where a question mark shows that they are a question, two do."""
_FEWEST_OF_ARTICLE = 8
_ENGLISH_PROSE = 0.05
"""Share of words that only English has, from which on an article is English; English news has three times as many."""


class _Sure(NamedTuple):
    """What makes a guess sure; chosen on questions, as docs/evaluation.md tells."""

    likeliest: float
    """The least probability of the language."""
    english: float
    """The most that English may have."""


_OF_QUESTION, _OF_ARTICLE = _Sure(0.25, 0.02), _Sure(0.5, 0.02)


def question_language(text: str, guess: Guess) -> str | None:
    """Return the code of the language of a question that is in another one than English; None: English, or nothing tells."""
    words, asks = _spoken(text), "?" in text
    foreign = _share_of_other_letters(text)
    if foreign > 1 / 2:
        return _likeliest(guess(text))
    if any(is_english(word) for word in words):
        return None
    if foreign > 1 / 4:
        return _likeliest(guess(text))
    # Without a question mark, a capital at the beginning may be that of a name as well: "Zürich bank merger".
    telling = words if asks else [word for word in words if not word[0].isupper()]
    if len(telling) < (_FEWEST_ASKED if asks else _FEWEST):
        return None
    # The model is read from disk for the first text that it is needed for: most questions end above.
    return _sure([guess(text), guess(" ".join(words))], _OF_QUESTION)


def article_language(text: str, guess: Guess) -> str | None:
    """Return the code of the language of an article that is in another one than English; None: English, or nothing tells."""
    opening = text[:_READ]
    words = WORD.findall(opening)
    if _share_of_other_letters(opening) > 1 / 2:
        return _likeliest(guess(opening))
    english = sum(is_english(word) for word in words)
    if len(words) < _FEWEST_OF_ARTICLE or english >= _ENGLISH_PROSE * len(words):
        return None
    return _sure([guess(opening)], _OF_ARTICLE)


def is_english(word: str) -> bool:
    """Return whether a word is one of English grammar that no other language writes so: "what", not "was"."""
    return word.lower().replace("’", "'") in _ONLY_ENGLISH


def speaks_english(text: str) -> bool:
    """Return whether a text has a word, names aside, that only English has."""
    return any(is_english(word) for word in _spoken(text))


def _spoken(text: str) -> list[str]:
    """The first word, and all others without a capital: what is no name, but for German nouns."""
    letters = [word for word in WORD.findall(text) if word[0].isalpha()]
    return [word for at, word in enumerate(letters) if at == 0 or not word[0].isupper()]


def _share_of_other_letters(text: str) -> float:
    """The share of letters that are not Latin."""
    letters = [character for character in text[:_READ] if character.isalpha()]
    other = sum(not c.isascii() and not unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return other / len(letters) if letters else 0.0


def _likeliest(guessed: Mapping[str, float]) -> str:
    """The likeliest language but English, for what cannot be English."""
    return max((code for code in guessed if code != "en"), key=lambda code: guessed[code], default="und")


def _sure(guesses: Sequence[Mapping[str, float]], sure: _Sure) -> str | None:
    """The language of the first guess where no guess is for English, and one of them is sure."""
    best = [max(guessed, key=lambda code: guessed[code]) for guessed in guesses]
    english = max(guessed.get("en", 0.0) for guessed in guesses)
    likeliest = max(guessed[code] for guessed, code in zip(guesses, best, strict=True))
    if "en" in best or english > sure.english or likeliest < sure.likeliest:
        return None
    return best[0]
