"""Compare texts by their words: no case, accents, articles or punctuation, and numbers as digits.

Independent of what is measured: a rule of `qa` that is wrong would be wrong here too.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

ENOUGH = 0.67
"""The share of an answer's words that must be said. Measured against people's judgement of 19,831 answers of language models
(EVOUNA): balanced accuracy .866 on Natural Questions and .940 on TriviaQA, more than that of containment or any
other share. That was the rule over plain words; how this reading of words agrees with people is pinned in
`tests/eval/test_ruler.py`."""

_SIGNS = frozenset(string.punctuation)
_TOKEN = re.compile(r"[^\W\d_](?:\.[^\W\d_])+(?![^\W\d_])|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+|%")
_MONEY = re.compile(r"([$€£¥]\s?\d[\d.,]*)\s?m\b")
_SUFFIX = re.compile(r"(?<=\d)\s?(mn|bn|tn)\b")
_SUFFIXES = {"mn": " million", "bn": " billion", "tn": " trillion"}
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_SAME = {"%": "percent"} | {
    month[:length]: month
    for month in "january february august september october november december".split()
    for length in ((3, 4) if month == "september" else (3,))
}
_ARTICLES = frozenset({"a", "an", "the"})
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_SMALL = {word: Decimal(value) for value, word in enumerate(f"{_UNITS} eighteen nineteen".split())}
_TENS = {
    word: Decimal(10 * value)
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_WORDS = _SMALL | _TENS
_SCALES = {
    word: Decimal(1000**power) for power, word in enumerate("thousand million billion trillion".split(), start=1)
}
_TEN, _HUNDRED = Decimal(10), Decimal(100)
_NAME = re.compile(r"(?P<first>(?:\A|[.!?:]\W*\s|[“\"‘])\W*)?(?P<word>[^\W\d_](?:[\w’'.]*\w)?)")
"""A word, and what makes it the first of a sentence or of a quotation."""
_NEGATIONS = frozenset(
    (
        "no not never cannot isnt arent wasnt werent dont doesnt didnt wont cant hasnt havent hadnt wouldnt couldnt shouldnt"
    ).split()
)
_DENIALS = _NEGATIONS | frozenset("nobody none nothing neither nor nowhere without".split())


def folded(text: str) -> str:
    """The text with every stretch of white space as one space."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """The text as a reader sees it, in one case: compatible forms as one, no invisible characters, white space folded."""
    shown = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return folded(shown.casefold())


@lru_cache(maxsize=4096)  # A dozen metrics read the same texts, and one reads whole articles for each case.
def tokens(text: str) -> tuple[str, ...]:
    """The words, in order, as in SQuAD's evaluation (Rajpurkar et al. 2016); numbers are digits: "2,500" is "2500"."""
    bare = unicodedata.normalize("NFKD", plain(text).replace("’", "'"))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    bare = _ORDINAL.sub("", _POSSESSIVE.sub("", bare)).replace("'", "").replace("per cent", "percent")
    bare = _SUFFIX.sub(lambda match: _SUFFIXES[match[1]], _MONEY.sub(r"\1 million", bare))
    words = [word.replace(".", "") if word[0].isalpha() else word for word in _TOKEN.findall(bare)]
    return tuple(_with_digits([_SAME.get(word, word) for word in words if word not in _ARTICLES]))


def squad_tokens(text: str) -> list[str]:
    """The words as SQuAD's script has them (Rajpurkar et al. 2016): in lower case, without articles and punctuation.

    Signs are dropped and part nothing, so that "2,500" is "2500"; beside those of ASCII they are all that Unicode calls
    punctuation, since articles are printed with “ ” and ’.
    """
    kept = (c for c in text.lower() if c not in _SIGNS and not unicodedata.category(c).startswith("P"))
    return [word for word in "".join(kept).split() if word not in _ARTICLES]


def squad_f1(text: str, answer: str) -> float:
    """The harmonic mean of precision and recall of the words of a text, each as often as it is said, 0..1."""
    said, wanted = Counter(squad_tokens(text)), Counter(squad_tokens(answer))
    return 2 * (said & wanted).total() / max(1, said.total() + wanted.total())


def recall(text: str, answer: str) -> float:
    """The share of the answer's words that the text says, 0..1, each as often as it is said."""
    wanted = Counter(tokens(answer))
    return (wanted & Counter(tokens(text))).total() / wanted.total() if wanted else 0.0


def says(text: str, answers: Collection[str]) -> bool:
    """Whether the text says enough of one of the answers; of a bare "yes" or "no", whether its first such word agrees."""
    return any(_agrees(text, answer, recall(text, answer) >= ENOUGH) for answer in answers)


def contains(text: str, answers: Collection[str]) -> bool:
    """Whether the words of one of the answers stand in the text side by side; the strict twin of `says`."""
    said = f" {' '.join(tokens(text))} "
    wanted = [(answer, " ".join(tokens(answer))) for answer in answers]
    return any(_agrees(text, answer, bool(words) and f" {words} " in said) for answer, words in wanted)


def numbers_stand(statement: str, quotes: Iterable[str]) -> bool:
    """Whether the quotes say every number of the statement, in digits or in words."""
    return {word for word in tokens(statement) if word[0].isdigit()} <= _said(quotes)


def names_stand(statement: str, quotes: Iterable[str]) -> bool:
    """Whether the quotes say every word that the statement writes with a capital within a sentence.

    The first word of a sentence has a capital whatever it is, so that it does not count.
    """
    capitalised = [word["word"] for word in _NAME.finditer(statement) if word["first"] is None]
    return {token for word in capitalised if word[0].isupper() for token in tokens(word)} <= _said(quotes)


def denials_stand(statement: str, quotes: Iterable[str]) -> bool:
    """Whether the statement denies nothing, or one of the quotes denies something too."""
    return _DENIALS.isdisjoint(tokens(statement)) or not _DENIALS.isdisjoint(_said(quotes))


def _said(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in tokens(text)}


def _agrees(text: str, answer: str, otherwise: bool) -> bool:
    wanted = tokens(answer)
    if wanted not in (("yes",), ("no",)):
        return otherwise
    first = next((word for word in tokens(text) if word == "yes" or word in _NEGATIONS), "")
    return first == "yes" if wanted == ("yes",) else first in _NEGATIONS


def _with_digits(words: Sequence[str]) -> list[str]:
    """The words with each number, written or spelled, as its digits."""
    written: list[str] = []
    place = 0
    while place < len(words):
        value, length = _number_at(words, place)
        written.append(_digits(value) if length else words[place])
        place += max(length, 1)
    return written


def _digits(value: Decimal) -> str:
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _number_at(words: Sequence[str], place: int) -> tuple[Decimal, int]:
    """The number that begins at a place, and of how many words it is: 0 where there is none."""
    word = words[place]
    if word[0].isdigit():
        return _scaled(words, place, Decimal(word.replace(",", "")))
    return _spelled(words, place)


def _scaled(words: Sequence[str], place: int, value: Decimal) -> tuple[Decimal, int]:
    """Digits with the scale after them: 1.2 billion."""
    after = words[place + 1] if place + 1 < len(words) else ""
    scale = _HUNDRED if after == "hundred" else _SCALES.get(after)
    return (value, 1) if scale is None else (value * scale, 2)


def _spelled(words: Sequence[str], place: int) -> tuple[Decimal, int]:
    """A number in words: "two thousand five hundred"; "nineteen sixty" is two."""
    total, part, end = Decimal(0), None, place
    for word in words[place:]:
        if word in _SCALES:
            total, part = total + (Decimal(1) if part is None else part) * _SCALES[word], None
        elif word == "hundred":
            part = _HUNDRED if part is None else part * _HUNDRED
        elif word in _WORDS and _joins(part, _WORDS[word]):
            part = (part or Decimal(0)) + _WORDS[word]
        else:
            break
        end += 1
    return total + (part or Decimal(0)), end - place


def _joins(part: Decimal | None, value: Decimal) -> bool:
    """Whether a word goes on with the number: "twenty" + "five", "hundred" + "sixty"."""
    if part is None:
        return True
    return part > 0 and (part % _HUNDRED == 0 or (part % _HUNDRED in _TENS.values() and value < _TEN))
