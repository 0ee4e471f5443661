"""What every falsifying rule needs: the sentence, the names around it, and chance."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from training.names import Name
from training.text import replaced
from training.wordnet import WordNet


@dataclass(frozen=True, slots=True)
class Setting:
    """A sentence, the other sentences of its article, and the names in both."""

    sentence: str
    others: Sequence[str]
    names: Sequence[Name]  # of the sentence, with their places
    other_names: Sequence[Name]
    wordnet: WordNet
    random: Random


Rule = Callable[[Setting], str | None]
"""A falsified sentence, or None where the rule finds nothing to edit."""


def swapped(setting: Setting, table: Mapping[str, tuple[str, ...]], *, small: bool = True) -> str | None:
    """The sentence with one word of the table replaced; `small` takes capitals as chance, else they must agree."""
    matches = [
        match
        for match in _pattern(tuple(table), small).finditer(setting.sentence)
        if match.start() == 0 or match.group().islower() or match.group() in table  # else it belongs to a name
    ]
    if not matches:
        return None
    match = setting.random.choice(matches)
    news = table.get(match.group()) or table.get(match.group().lower()) or ()
    if not news:
        return None
    return replaced(setting.sentence, match.start(), match.end(), setting.random.choice(news))


@cache
def _pattern(words: tuple[str, ...], small: bool) -> re.Pattern[str]:
    """Longest first, so that "last year" goes before "year"; not within a name or a hyphenated word."""
    chosen = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w$’'.-])(?:{chosen})(?![\w’'-])", re.IGNORECASE if small else 0)
