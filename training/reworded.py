"""Reword a generated question as a person might ask it: fewer details, other words, the same answer."""

import re
from collections.abc import Sequence
from random import Random

from training.restate import restatements
from training.wordnet import WordNet

_TAIL = re.compile(r" (?:in|on|at|for|from|after|during|since|with|by|over|near|of|to) (?:[\w’'$%,.-]+ ?){1,5}(?=\?|$)")
_MODIFIER = re.compile(
    r" (?:also|already|recently|currently|now|officially|reportedly|just|first|new|former|local|several)(?= )"
)
_TITLE = re.compile(r"\b(?:President|Sen\.|Rep\.|Gov\.|Dr\.|Mr\.|Ms\.|Mrs\.|Judge|Officer|Chief|Director) (?=[A-Z])")
_GRAMMAR = frozenset(
    "who what when where why how did is are was were the a an of to do does which has have had".split()
)
_FEWEST = 4


def reworded(question: str, wordnet: WordNet, random: Random) -> str:
    """The question in other words, or as it is where no rule applies; what is left out makes it less particular, not another."""
    ways = (_without_tail, _without_modifiers, keywords)
    text = _in_other_words(question, wordnet, random)
    for way in random.sample(ways, random.choice((0, 1, 1, 2))):
        shorter = way(text)
        if len(shorter.split()) >= _FEWEST:
            text = shorter
    return text


def _in_other_words(question: str, wordnet: WordNet, random: Random) -> str:
    stated = question[0].upper() + question[1:].rstrip("?") + "."
    statements: Sequence[str] = [
        restatement.statement
        for restatement in restatements([stated], 0, wordnet, random)
        if restatement.kind in {"synonym", "figures", "figures+synonym"}
    ]
    if not statements:
        return question
    text = random.choice(statements).rstrip(".") + "?" * question.endswith("?")
    return text if question[0].isupper() else text[0].lower() + text[1:]


def _without_tail(question: str) -> str:
    """Without its last circumstance: "How many troops left the city on Monday?" is also asked without the day."""
    return _TAIL.sub("", question)


def _without_modifiers(question: str) -> str:
    return _TITLE.sub("", _MODIFIER.sub("", question))


def keywords(question: str) -> str:
    """The words that a reader would type into a search box: the question without its grammar."""
    return " ".join(word for word in question.rstrip("?").split() if word.lower() not in _GRAMMAR)
