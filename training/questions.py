"""Make questions of sentences of news articles that answer them, by rules: who, what, when, where, how many, why."""

import re
from collections.abc import Callable, Iterator
from random import Random

from qa.text.places import COUNTRIES
from training.clauses import IRREGULAR_PASTS, Clause, lowered, read_clause, short
from training.inflection import infinitive
from training.question_patterns import (
    CAUSE,
    COUNT,
    FINITE,
    MONEY,
    NAME,
    OBJECT,
    ORGANISATION,
    PERCENT,
    REPORTING,
    SAID,
    STOP,
    WHEN,
    WHERE,
)

_MOST_WORDS, _LEAST_WORDS = 16, 4
"""Of a question."""
_LOWER, _TERSE = 0.1, 0.06
"""Shares of the questions that are typed without capitals, and as the words that matter alone."""
_DROPPED = frozenset("who what when where why how did is are was were the a an of to do does which".split())
_UNSOUND = re.compile(
    r"\b(\w+) \1\b|\b(?:of|the|an?|to|and|in|by|for|with|from|than|at|on|as|into|through|about|until|between|against|"
    r"his|her|its|their|starting|such)\?$"
)
_NO_OBJECTS = REPORTING | {"became", "remained"}
"""Verbs before which a noun is no object, or begins a clause."""
_PLURALS = frozenset({"are", "were", "have"})
_NOT_IN_ROLES = frozenset("the but when and in on at of from for with near".split())
_SHORTEST_ROLE, _LONGEST_SPEAKER = 4, 59
"""Characters."""
_FINITE = re.compile(rf"\b(?:{FINITE})\b")
_TOPIC = re.compile(rf"(?P<topic>(?:[\w’'-]+ ){{1,5}}?)(?:(?:still|already|also|now|never) )?(?:{FINITE})\b")
"""What comes before the first auxiliary, where that is soon."""
_NO_TOPICS = frozenset("he she it they there this that we i his her its their if when while not what who said".split())
_CIRCUMSTANCES = frozenset("in at on during by to for from after before as".split())
_SECOND_VERB = re.compile(rf" (?:and|but|or) (?:{FINITE}|[a-z]+ed|{'|'.join(sorted(IRREGULAR_PASTS))})\b")
_OWNED = re.compile(
    r"(?:an?|the|no|one|its|his|her|their|more|about|nearly|at least|some|\d[\d,]*|two|three|four|five)\b"
)
_DO = {"has": "does", "have": "do", "had": "did"}


def questions(sentence: str, random: Random) -> list[str]:
    """The questions that the rules make of a sentence, each of which it answers; often none."""
    clause = read_clause(sentence)
    if clause is None:
        return []
    made = [question for rule in _RULES for question in rule(clause)]
    return [_varied(question, random) for question in dict.fromkeys(made) if _sound(question)]


def _who(clause: Clause) -> Iterator[str]:
    """The subject, by who or what it is."""
    subject, rest = clause.subject, short(clause.rest)
    if _reports(clause) or not rest or clause.verb in _PLURALS:
        return
    if _is_person(subject):
        yield f"Who {clause.verb} {rest}?"
    elif re.fullmatch(NAME, subject) and not re.fullmatch(r"[A-Z][a-z]+s", subject):
        if clause.verb not in REPORTING:
            yield f"What {clause.verb} {rest}?"
        yield f"Which {'country' if subject.lower() in COUNTRIES else 'organization'} {clause.verb} {rest}?"


def _which_role(clause: Clause) -> Iterator[str]:
    """The subject, by the role that stands before the name."""
    role = _role(clause.subject) if _is_person(clause.subject) else None
    if role and not _reports(clause):
        yield f"Which {role} {clause.verb} {short(clause.rest)}?"


def _reports(clause: Clause) -> bool:
    """Whether somebody says something, for which `_said` asks."""
    return clause.verb in REPORTING and " that " in clause.rest


def _is_person(subject: str) -> bool:
    return (
        re.fullmatch(rf"(?:[A-Z]?[a-z]+ )*{NAME}", subject) is not None
        and not ORGANISATION.search(subject)
        and subject.removeprefix("the ").lower() not in COUNTRIES
        and not subject.startswith("The ")
    )


def _role(subject: str) -> str:
    """What a person is, as it stands before the name; empty where nothing of the kind does."""
    name = re.search(rf"{NAME}$", subject)
    if name is None or not re.fullmatch(rf"(?:[A-Z]?[a-z]+ )+{NAME}", subject):
        return ""
    role = subject[: name.start()].strip()
    return role if len(role) >= _SHORTEST_ROLE and not _NOT_IN_ROLES & set(role.lower().split()) else ""


def _when(clause: Clause) -> Iterator[str]:
    yield from _without(WHEN, "When", clause)


def _where(clause: Clause) -> Iterator[str]:
    yield from _without(WHERE, "Where", clause)


def _without(pattern: re.Pattern[str], opening: str, clause: Clause) -> Iterator[str]:
    """What is asked for is taken out of the rest, unless it belongs to another clause."""
    padded = f" {clause.rest}"
    match = pattern.search(padded)
    before = padded[: match.start()] if match else ""
    if match and not _broken(before) and not _reported(clause, before):
        yield from _inverted(opening, clause, before, padded[match.end() :])


def _broken(before: str) -> bool:
    """Whether another clause or verb has begun."""
    return bool(STOP.search(before) or _SECOND_VERB.search(before))


def _reported(clause: Clause, before: str) -> bool:
    """Whether the words stand in what somebody said."""
    return clause.verb in REPORTING and _FINITE.search(before) is not None


def _how_many(clause: Clause) -> Iterator[str]:
    if match := COUNT.search(clause.subject):
        if match.end() == len(clause.subject):
            yield f"How many {match['noun']} {clause.verb} {short(clause.rest)}?"
    elif match := COUNT.search(clause.rest):
        before, after = clause.rest[: match.start()].rstrip(), short(clause.rest[match.end() :].lstrip())
        if not _broken(before):
            yield from _inverted(f"How many {match['noun']}", clause, before, " " + after)


def _how_much(clause: Clause) -> Iterator[str]:
    for pattern, opening in ((MONEY, "How much money"), (MONEY, "How much"), (PERCENT, "What percentage")):
        if match := pattern.search(clause.rest):
            before, after = clause.rest[: match.start()].rstrip(), clause.rest[match.end() :]
            if not _broken(before):
                yield from _inverted(opening, clause, before, after)


def _why(clause: Clause) -> Iterator[str]:
    match = CAUSE.search(clause.rest)
    if match and not (clause.verb in REPORTING and STOP.search(clause.rest[: match.start()])):
        yield from _inverted("Why", clause, clause.rest[: match.start()], "")


def _what(clause: Clause) -> Iterator[str]:
    """Object asked for: "The council approved the plan on Monday"."""
    match = OBJECT.match(clause.rest)
    if match and not clause.auxiliary and clause.verb not in _NO_OBJECTS and not _FINITE.search(match["object"]):
        yield from _inverted("What", clause, "", match["after"])


def _said(clause: Clause) -> Iterator[str]:
    """What somebody said about something, and who did."""
    match = SAID.match(f"{clause.subject} {clause.verb} {clause.rest}")
    if match is None or match["who"] != clause.subject or len(clause.subject) > _LONGEST_SPEAKER:
        return
    first = match["what"].split(" ")[0].lower()
    if first in _CIRCUMSTANCES:
        return
    about = _TOPIC.match(match["what"])
    if about and first not in _NO_TOPICS:
        yield f"What did {lowered(clause.subject)} say about {about['topic'].strip()}?"
    if (about or match["that"]) and len(short(match["what"]).split()) > _LEAST_WORDS:
        yield f"Who {match['verb']} that {short(match['what'])}?"


_RULES: tuple[Callable[[Clause], Iterator[str]], ...] = (
    _who,
    _which_role,
    _when,
    _where,
    _how_many,
    _how_much,
    _why,
    _what,
    _said,
)


def _inverted(opening: str, clause: Clause, before: str, after: str) -> Iterator[str]:
    """Question word, auxiliary, subject, base verb and what is left of the rest."""
    tail = _SECOND_VERB.split(" " + short(f"{before} {short(after)}"))[0].strip()
    subject = lowered(clause.subject)
    if clause.verb in _DO and _OWNED.match(clause.rest):
        yield f"{opening} {_DO[clause.verb]} {subject} have {tail}?"
    elif clause.auxiliary:
        yield f"{opening} {clause.verb} {subject} {tail}?"
    else:
        yield f"{opening} did {subject} {infinitive(clause.verb)} {tail}?"


def _varied(question: str, random: Random) -> str:
    """People also type without capitals or a question mark, or only the words that matter."""
    question = re.sub(r"\s+", " ", question).replace(" ?", "?")
    chance = random.random()
    if chance < _LOWER:
        return question.lower().rstrip("?")
    if chance < _LOWER + _TERSE:
        return " ".join(word for word in question.rstrip("?").split(" ") if word.lower() not in _DROPPED)
    return question


def _sound(question: str) -> bool:
    return _LEAST_WORDS <= len(question.split()) <= _MOST_WORDS and not _UNSOUND.search(question)
