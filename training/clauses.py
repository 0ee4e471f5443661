"""Turns a plain sentence into its subject, verb and rest, and a past form into its infinitive.

There is no parser: a sentence is taken only where its subject and verb are plain to see, so most are not taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.question_patterns import DAY, LEAD, MONTH, STOP
from training.verbs import BASES, NOT_PAST

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
_SHORT_STEM = 3
_TAKES_E = re.compile(
    r"(?:[^aeiou][aeiou][bcdgkmptvz]|[aeiouy][sz]|u|[cgv]|[aeo]r|at|it[e]?|[lr]s|nc|rg|dg|[bgtdp]l|ar|ir|ur|in|on)$"
)
_TAKES_NO_E = re.compile(
    r"(?:er|en|on|or|el|it|et|ain|ean|een|oin|own|ear|air|our|oad|eat|oot|eak|ook|oin|eed|oup|eep|ead)$"
)


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
    past = word in BASES or (word.endswith("ed") and word.islower() and word.isalpha() and word not in NOT_PAST)
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


def base(verb: str) -> str:
    """The infinitive of a regular or listed past form."""
    if verb in BASES:
        return BASES[verb]
    stem = verb.removesuffix("ed")
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if len(stem) > _SHORT_STEM and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return stem + "e" if _TAKES_E.search(stem) and not _TAKES_NO_E.search(stem) else stem


def short(text: str) -> str:
    """The text up to its first break."""
    text = text.strip()
    found = STOP.search(text)
    return (text[: found.start()] if found else text).strip()


def lowered(subject: str) -> str:
    """The subject as it stands within a sentence."""
    first = subject.split(" ")[0]
    return subject[0].lower() + subject[1:] if first.lower() in _OPENERS else subject
