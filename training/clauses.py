"""Read a plain sentence as its subject, verb and rest.

There is no parser: a sentence is taken only where its subject and verb are plain to see, so most are not taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.question_patterns import DAY, LEAD, MONTH, STOP

_AUXILIARIES = frozenset("is are was were has have had will would can could may might must should".split())
_MOST_SUBJECT = 7
"""Words of the longest subject."""
_MARKS = '“”"?!()[]|/'
# "The injured man": a participle behind such a word is no verb.
_BEFORE_PARTICIPLES = frozenset("the a an his her their its of in by and more most".split())
_NO_SUBJECTS = frozenset(
    (
        "It He She They This That These Those There We I You But And If What Who As When While So Though Although Having "
        "Together In On At By Since During Last Earlier Late Meanwhile However With From Under Among Despite No Always"
    ).split()
)
"""Words with which a sentence opens that names nobody, or another clause, or a circumstance."""
_VAGUE = frozenset("one|many|some|most|all|both|others|another|each|few|no one|various".split("|"))
_DATED = re.compile(f"{DAY}|{MONTH}|For .*|To .*|Of .*")
# Another clause has begun, or the subject belongs to somebody who is not named.
_DEPENDENT = re.compile(
    r"\b(?:[Bb]efore|[Aa]fter|[Ii]f|[Ww]hile|[Bb]ecause|[Ww]hen|[Ee]ven|than|as|that|already|just"
    r"|[Hh]er|[Hh]is|[Ii]ts|[Tt]heir|[Mm]y|[Oo]ur|he|she|it|they|I|says|reports|[a-z]+n['’]t)\b"
)
_POSSESSIVE = ("’s", "'s", "s’", "s'")
_UNFINISHED = (" who", " which", " that", " to", " not", " also")
_OPENERS = frozenset(
    "the a an his her their its some many most several two three four five six officials police investigators authorities "
    "about nearly around more at all both".split()
)
IRREGULAR_PASTS = frozenset(
    (
        "said told went came took gave made got saw knew found began won lost left held met sent built spent sold "
        "bought brought thought fought caught taught kept felt fell rose drove wrote broke spoke chose froze stole "
        "wore flew grew threw drew blew became ran sang sank swam drank shot struck stood understood withdrew paid "
        "laid heard meant sought shook forgot forgave hid rode sat slept swept wept dealt lent bent fled fed bled "
        "bred overtook overcame overthrew undertook underwent oversaw foresaw rebuilt retold resold undid did hit cut "
        "put set hurt shut quit"
    ).split()
)
"""Past forms without -ed that open no noun phrase often enough to mislead: a list, since there is no parser."""
_NOT_PAST = frozenset(
    "united indeed need speed hundred sacred red bed wed shed kindred crowded armed injured wounded elected".split()
)
"""Words that end like a past form and are none, or seldom."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence whose subject and verb are known; `rest` follows the verb, without the full stop."""

    subject: str
    verb: str
    rest: str

    @property
    def auxiliary(self) -> bool:
        return self.verb in _AUXILIARIES


def read_clause(sentence: str) -> Clause | None:
    """Subject, verb and rest of a plain sentence; None where they are not plain to see."""
    text = LEAD.sub("", sentence.strip())
    if not text.endswith(".") or any(mark in text for mark in _MARKS) or not text[0].isalpha():
        return None
    words = text.rstrip(".").split(" ")
    for position in range(1, min(len(words), _MOST_SUBJECT + 1)):
        if re.search(r"[,;:]", words[position - 1]):
            return None
        if _is_verb(words, position):
            subject = " ".join(words[:position])
            return None if _unfit(subject) else Clause(subject, words[position], " ".join(words[position + 1 :]))
    return None


def _is_verb(words: Sequence[str], position: int) -> bool:
    word = words[position]
    if word in _AUXILIARIES:
        return True
    past = word in IRREGULAR_PASTS or (
        word.endswith("ed") and word.islower() and word.isalpha() and word not in _NOT_PAST
    )
    before = words[position - 1].lower()
    return past and before not in _BEFORE_PARTICIPLES and not before.endswith(_POSSESSIVE)


def _unfit(subject: str) -> bool:
    """Whether it names nobody and nothing, or is no subject at all."""
    return (
        re.split("[ '’]", subject)[0] in _NO_SUBJECTS
        or subject.lower() in _VAGUE
        or _DATED.fullmatch(subject) is not None
        or _DEPENDENT.search(subject) is not None
        or subject.lower().endswith(_UNFINISHED)
    )


def short(text: str) -> str:
    """The text up to its first break."""
    text = text.strip()
    stop = STOP.search(text)
    return (text[: stop.start()] if stop else text).strip()


def lowered(subject: str) -> str:
    """The subject as it stands within a sentence."""
    first = subject.split(" ")[0]
    return subject[0].lower() + subject[1:] if first.lower() in _OPENERS else subject
