"""Read the main clause of a sentence: its subject, its auxiliary and the rest, where these are plain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.ports import UsualWords
from qa.text.dates import is_month, is_weekday
from qa.text.names import TITLES, is_name
from qa.text.tables import rows
from qa.text.tokens import tokens

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: (?:million|billion))?"
NAME = r"(?:[A-Z][\w’'-]{1,30} ){1,3}[A-Z][\w’'-]{1,30}"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = rf"(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}})?(?:,? \d{{4}})?|(?:19|20)\d\d"
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATELINE = re.compile(r"[A-Z][A-Za-z.,' ]{2,40}(?: \(\w{2,20}\))? [-–—] ")
_OPENER = re.compile(r"(?:Presently|Currently|Meanwhile|At present),? (?:(?:some|about|around|nearly|over) )?")
_AUXILIARY = re.compile(r" (was|were|will|is|are|has|have|would) ")
_UNFIT_SUBJECT = re.compile(
    r"\b(?:that|which|who|whom|whose|said|says|say|told|when|where|because|as|if|than|and it|it|its|he|she|they|we|i|you|this|"
    r"these|those|his|her|their|our|my|your|there|what|how|why|not|no|nobody|nothing|neither|nor|each|both|another|others?)\b"
    r"|\b(?:could|would|may|might|must|should|can|will|to|also|already|now|still|just|then|once|(?-i:[a-z]+ly))$"
    r"|^(?:in|on|at|after|before|for|from|with|by|since|despite|following|under|of|to|among|during|but|and|or|so|yet|"
    r"then|while|once|until|unless|although|though|whether|amid|even|only|also|such|some|one|all|most|many|few|several)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r",(?!\d)|[;:()\[\]\"“”]| [-–—] |\.{3}|…"
    r"| (?:because|as|after|before|when|while|which|who|whose|that|but|although|though|where|since|if|unless|so|than|until|"
    r"amid|despite|following|by|and(?= [a-z\d]))\b"
)
_HALF_SAID = re.compile(r"\b(?:a|an|the|its|their|his|her|more|most|both|between) [\w-]+$")
"""Of what an "and" ends: "a specific and clear timetable", "between workers and managers"."""
_WITH_OBJECT = re.compile(r" [a-z]+ (?:the|a|an|its|their|his|her|\d)\b")
_LEFT_OPEN = frozenset({" that", '"', "“", "”", "(", "[", ":"})
"""What a clause goes on with that is not whole without it: what is said, or what something is called."""
_PASSING = re.compile(
    rf" (?:(?:on|since|until|by) )?(?:(?:this|last|next|late|early) )?(?:{_DAYS})(?: (?:morning|afternoon|evening|night))?\b"
    r"| (?:this|last|next) (?:week|month|year|spring|summer|autumn|fall|winter|season)\b"
    r"| (?:once again|now|already|also|still|so far|instead|just|again|recently)\b"
    r"| (?:therefore|currently|presently|initially|formally)\b"
)
_UNFIT_QUESTION = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|here|it|he|she|they|we|i|you|us|them|him|this|these|those|there|"
    r"not|never|no|nor|nobody|nothing|only|said|says)\b"
    r"|\bthe (?:firm|company|group|project|plan|scheme|move|decision|report|case|incident|order|claim|study|two|men|women|"
    r"others|former|latter|same|first|second|talks|discussions|development|situation|process|statement|article|feeling)\b"
    # Deaths, and what somebody is accused of, are nothing to invite strangers with.
    r"|\b(?:dead|deaths?|die[ds]?|dying)\b|\b(?:kill|fatal|casualt|victim|execution|diagnos|murder|rape|suicid|sexual|abus)"
    r"|\b(?:accus|charged|arrest|convict|suspect|shooter|plead|guilty|embezzl)"
    r"|\d,\d|\d{5}|\b(?!(?:19|20)\d\d)\d{3,}|[A-Z]{6}|\d\.\d|n['’]t\b|[^\w ,.'’&£$€-]"
)
_DANGLING = re.compile(
    r"(?: (?:and|or|to|of|in|on|at|for|with|from|by|the|a|an|about|into|its|their|his|her|over|between|under))+$"
)
_LOWERED = re.compile(rf"The|An?|(?i:{NUMBER})")
_KNOWN = frozenset({"government", "parliament", "cabinet", "police", "country"})
_FORMS_OF_ADDRESS = frozenset({"Mr", "Mrs", "Ms", "Dr", "Mr.", "Mrs.", "Ms.", "Dr."})
_VERBS = rows("verbs")
_IRREGULAR = {
    row["past"]: row["base"]
    for row in _VERBS
    if row["past"] != row["base"] and row["past"] not in row["other_words"].split()
}
_PARTICIPLES = {row["participle"] for row in _VERBS}
_HAVE = frozenset({"has", "have"})
_AUXILIARIES = frozenset("was were will is are has have would had could may might must should can".split())
_LOWER_WORD = re.compile(r"(?<= )[a-z]{3,20}\b(?![-’'])")
_SHORTEST_STEM = 3
_FEWEST_WORDS, _MOST_WORDS = 4, 15
_MOST_SUBJECT_WORDS = 8


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause: "The airline | will | cut 420 jobs this autumn"."""

    subject: str
    """As it stands within a sentence."""
    auxiliary: str
    rest: str
    """Up to the end of the sentence."""


def main_clause(sentence: str, text: str, is_usual: UsualWords) -> Clause | None:
    """Return the clause that opens a sentence of a text; None where it is not plain."""
    plain = _OPENER.sub("", _DATELINE.sub("", sentence.strip().rstrip(".!"), 1), 1)
    found = _AUXILIARY.search(plain)
    past = _past(plain[: found.start()] if found else plain, is_usual)
    if past is not None:
        start, end, base = past
        subject, auxiliary, rest = plain[:start], "did", f"{base}{plain[end:]}"
    elif found is not None:
        subject, auxiliary, rest = plain[: found.start()], found[1], plain[found.end() :]
    else:
        return None
    within = _subject(subject.strip(), text)
    clause = Clause(within or "", auxiliary, rest.strip())
    return clause if within and _is_whole(clause) else None


def _subject(subject: str, text: str) -> str | None:
    if _BREAK.search(subject) or _UNFIT_SUBJECT.search(subject):
        return None
    return _within(subject, text) if 1 <= len(subject.split()) <= _MOST_SUBJECT_WORDS else None


def _past(words: str, is_usual: UsualWords) -> tuple[int, int, str] | None:
    """Return where the first verb in the past stands, and its base: "opened", "open"."""
    for word in _LOWER_WORD.finditer(words):
        if base := _IRREGULAR.get(word[0]) or _regular(word[0], is_usual):
            return word.start(), word.end(), base
    return None


def _regular(word: str, is_usual: UsualWords) -> str | None:
    stem = word.removesuffix("ed")
    if len(stem) < _SHORTEST_STEM or stem == word:
        return None
    # "closed", "opened", "dropped", "denied"
    bases = [
        f"{stem}e",
        stem,
        *([stem[:-1]] if stem[-1] == stem[-2] else []),
        *([f"{stem[:-1]}y"] if stem[-1] == "i" else []),
    ]
    # "reopen" is no usual word.
    return next((base for base in bases if is_usual(base) or is_usual(base.removeprefix("re"))), None)


def _is_whole(clause: Clause) -> bool:
    """Whether the clause has one verb: of "talks held in May ended" the first is none of its own."""
    if clause.auxiliary != "did":
        return (
            clause.auxiliary not in _HAVE or _is_participle(clause.rest.partition(" ")[0]) or clause.rest[:1].isdigit()
        )
    told = phrase(clause.rest).split()[1:]
    return not any(word in _IRREGULAR or word.endswith("ed") or word in _AUXILIARIES for word in told)


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or word in _PARTICIPLES


def phrase(rest: str) -> str:
    """Return the words up to where something else begins, without what only the day of publication explains."""
    end = _BREAK.search(rest)
    opened = rest[: end.start()] if end else rest
    if end and (end[0] in _LEFT_OPEN or (end[0] == " and" and not _ends_at_and(opened, rest[end.end() :]))):
        return ""
    return _DANGLING.sub("", _PASSING.sub("", f" {opened}")).strip()


def _ends_at_and(before: str, behind: str) -> bool:
    """Whether what stands before an "and" is whole without what follows: another verb or number."""
    word = behind.split(maxsplit=1)[0].strip(",.")
    is_verb = _is_participle(word) or word in _IRREGULAR or word.endswith("ing") or _WITH_OBJECT.match(behind)
    return bool(is_verb or word[:1].isdigit()) and not _HALF_SAID.search(before)


def question_of(parts: Sequence[str]) -> str | None:
    """Return the question of its parts; None where it would not read as one or leaves open what it is about."""
    words = " ".join(part for part in parts if part).split()
    text = " ".join(words)
    if (
        _UNFIT_QUESTION.search(text)
        or not _FEWEST_WORDS <= len(words) <= _MOST_WORDS
        or not names(text.partition(" ")[2])
    ):
        return None
    return f"{text[0].upper()}{text[1:]}?"


def names(text: str) -> bool:
    """Whether words name what they are about, so that they can be read without any article before the reader."""
    read = tokens(f"of {text}")
    return any(
        is_name(read, at) and not is_month(token) and not is_weekday(token) for at, token in enumerate(read) if at
    )


def is_known(subject: str) -> bool:
    """Whether a stranger knows who a subject is: it names them, or there is but one."""
    return names(subject) or subject.removeprefix("the ") in _KNOWN


def _within(subject: str, text: str) -> str | None:
    """Return a sentence's first words as they are written within one; None where that is not plain."""
    first, _, others = subject.partition(" ")
    if _LOWERED.fullmatch(first):
        return _lowered(first, others)
    if not others or first in _FORMS_OF_ADDRESS:
        return _full_name(others or first, text)
    # "Tackling crime is …": the first word is no name.
    is_name_on = others[:1].isupper() and first[:1].isupper() and not first.endswith("ing")
    return subject if is_name_on or _is_written(first, text) else None


def _lowered(first: str, others: str) -> str | None:
    # "The chain" is one that was named before; "the government" is known.
    is_plain = others and (first != "The" or is_known(others))
    return f"{first.lower()} {others}" if is_plain else None


def _is_written(name: str, text: str) -> bool:
    """Whether a text writes a word with a capital within a sentence, so that it is a name."""
    return name[:1].isupper() and re.search(rf"\b[a-z]+,? {re.escape(name)}\b", text) is not None


def _full_name(name: str, text: str) -> str | None:
    """Return a name as the text first gives it in full: a surname alone tells a stranger nothing."""
    longer = rf"(?:[A-Z][a-z’'-]{{1,20}} ){{1,2}}{re.escape(name)}\b"
    if full := re.search(rf"(?<=[a-z,] ){longer}", text):
        words = full[0].split()
        while len(words) > 2 and words[0].lower() in TITLES:  # noqa: PLR2004 a first name and a surname
            del words[0]
        return " ".join(words) if words[0].lower() not in TITLES else None
    return name if _is_written(name, text) and not re.search(longer, text) else None
