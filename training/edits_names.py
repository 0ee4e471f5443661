"""Falsify a sentence by another person, place or speaker, or by two that change places."""

import re
from itertools import pairwise

from qa.text.places import NAMES
from training.edit_lists import CITIES, PHRASES, STATES
from training.edits import Setting, swapped
from training.names import Name
from training.role_verbs import ROLES, is_past
from training.text import balanced, capitalised, decapitalised, replaced

_KNOWN = (
    "china russia iran iraq afghanistan pakistan india japan germany france italy spain mexico canada brazil cuba egypt "
    "israel syria turkey ukraine poland sweden norway kenya nigeria australia ireland scotland greece vietnam indonesia "
    "thailand venezuela colombia chile peru hungary romania libya sudan ethiopia morocco jordan lebanon qatar"
).split()
_COUNTRIES = {NAMES[one][0]: tuple(NAMES[other][0] for other in _KNOWN if other != one) for one in _KNOWN}
_PEOPLES = {NAMES[one][1]: tuple(NAMES[other][1] for other in _KNOWN if other != one) for one in _KNOWN}
_US = re.compile(r"(?<!the )(?<!the late )\bU\.S\.(?= [a-z])")
_SAY = r"(?:said|says|told|added|wrote|testified|tweeted|announced|argued|warned|claimed|noted)"
_SPEAKS = re.compile(rf"^,? {_SAY}\b|^,[^,.]+, {_SAY}\b")
_SPOKEN = re.compile(rf"\b{_SAY} (?:[A-Z][\w.]+ ){{0,3}}$")
_ENDING = re.compile(r"(?P<end>\.)$")
_PHRASE = re.compile(
    r"\b(?:in (?:[A-Z][a-z]+(?: [A-Z][a-z]+)*|(?:January|March|April|June|July|October) \d{4})"
    r"|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:last|next) (?:week|month|year)|at (?:the )?[A-Z][a-z]+ [A-Z][a-z]+"
    r"|for (?:more than )?(?:\d+|two|three|four|five|several) (?:years|months|weeks|days|hours)"
    r"|with (?:his|her|their) [a-z]+|by (?:police|officials|federal agents|the [a-z]+)|near the [a-z]+|during the [a-z]+"
    r")(?=[,.;]| (?:and|but|when|after|before|as)\b)"
)
_JOINED = re.compile(r"\b(?:and|or|met|married|with|between|vs|as|who|which|that|said|says)\b|^['’]s|[,;:\"“”—–]")
_PRESENT = frozenset("is are than over against will would can could from beats leads plays faces wants says".split())
_OPENERS = frozenset(
    "Once When While After Before As If In On At But And So Since Because Although Though That This".split()
)
_CROWD = re.compile(
    r"\b(?:[Oo]fficials|[Pp]olice|[Aa]uthorities|[Pp]rosecutors|[Ii]nvestigators|[Ee]xperts|[Rr]esearchers"
    r"|[Aa]nalysts|[Cc]ritics|[Hh]e|[Ss]he"
    r"|[Tt]hey|[Rr]esidents|[Dd]octors|[Ss]cientists)(?= (?:said|say|told)\b)"
)
_CROWDS = (
    "officials|police|prosecutors|experts|researchers|critics|residents|doctors|witnesses|lawmakers|neighbors|union leaders"
).split("|")
_ONES = "the mayor|the governor|a witness|a neighbor|the prosecutor|a former colleague|the judge|the coach".split("|")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\b(?:last|next|this) (?:week|month|year)")
_NOUNS = (
    r"(?:(?!The\b|An?\b)(?:[A-Z][\w’'-]+|[A-Z]\.)(?: (?:[A-Z][\w’'-]+|[A-Z]\.))*|(?:[Tt]he|[Aa]n?|[Hh]is"
    r"|[Tt]heir) (?:[\w-]+ )?[\w-]+"
    r"|[Pp]olice|[Pp]rosecutors|[Oo]fficials|[Rr]esidents|[Ii]nvestigators|[Ll]awmakers|[Ss]tudents|[Dd]octors)"
)
_ROLES = re.compile(
    rf"(?P<head>^|, (?:and|but|while|when|after|as) |\bthat )(?P<one>{_NOUNS})"
    rf"(?P<verb> (?:has |have |had )?(?:{'|'.join(ROLES)}) )"
    rf"(?P<two>{_NOUNS})(?=[,.;]| (?:in|on|for|with|at|to|over|after|before|and|when|during|from|by|of|because|as)\b)"
)
_FROM_TO = re.compile(
    r"\bfrom (?P<one>\$?[\d.,]*\d%?|[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?P<verb> (?:percent |million |billion )?to )"
    r"(?P<two>\$?[\d.,]*\d%?|[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?![\w%])"
)


def name(setting: Setting) -> str | None:
    """Another person or organisation of the same article; for one known by a surname another surname."""
    own = [known for known in setting.names if known.kind != "place"]
    return _renamed(setting, own)


def speaker(setting: Setting) -> str | None:
    """Another speaker than the one named."""
    sentence = setting.sentence
    speakers = [
        known
        for known in setting.names
        if known.kind != "place" and (_SPEAKS.match(sentence[known.end :]) or _SPOKEN.search(sentence[: known.start]))
    ]
    return _renamed(setting, speakers) or _crowd(setting)


def _crowd(setting: Setting) -> str | None:
    match = _CROWD.search(setting.sentence)
    if match is None or re.search(r"\b(?:local|state|city|county|federal) $", setting.sentence[: match.start()]):
        return None
    pool = _ONES if match.group().lower() in {"he", "she"} else [one for one in _CROWDS if one != match.group().lower()]
    return replaced(setting.sentence, match.start(), match.end(), setting.random.choice(pool))


def place(setting: Setting) -> str | None:
    """Another country, people, state or city."""
    edits = [swapped(setting, table, small=False) for table in (_COUNTRIES, _PEOPLES, STATES, CITIES)]
    american = _US.search(setting.sentence)
    if american:
        new = setting.random.choice(("Canadian", "British", "German", "Mexican", "French"))
        edits.append(replaced(setting.sentence, american.start(), american.end(), new))
    chosen = [text for text in edits if text]
    return setting.random.choice(chosen) if chosen else None


def roles(setting: Setting) -> str | None:
    """Who did it and to whom it was done change places, or where from and where to."""
    sentence = setting.sentence
    match = _ROLES.search(sentence)
    if match is None:
        return _from_to(sentence) or _exchanged(setting)
    one, two = match["one"], match["two"]
    if one.split()[0] in _OPENERS or not is_past(match["verb"].split()[-1]):
        return None
    if match["head"] == "":
        lowered = decapitalised(one)
        if lowered is None:
            return None
        one, two = lowered, capitalised(two)
    return f"{sentence[: match.start('one')]}{two}{match['verb']}{one}{sentence[match.end('two') :]}"


def _from_to(sentence: str) -> str | None:
    match = _FROM_TO.search(sentence)
    if match is None or match["one"] == match["two"]:
        return None
    return f"{sentence[: match.start('one')]}{match['two']}{match['verb']}{match['one']}{sentence[match.end('two') :]}"


def _exchanged(setting: Setting) -> str | None:
    """Two names of one kind with a verb or a comparison between them change places."""
    sentence = setting.sentence
    for one, two in pairwise(setting.names):
        between = sentence[one.end : two.start]
        alike = _alike(one, two)
        has_verb = any(is_past(word) or word in _PRESENT for word in between.split())
        if alike and has_verb and one.text != two.text and not _JOINED.search(between):
            return f"{sentence[: one.start]}{two.text}{between}{one.text}{sentence[two.end :]}"
    return None


def _alike(one: Name, two: Name) -> bool:
    if one.kind == "place":
        return any(one.text in table and two.text in table for table in (_COUNTRIES, STATES, CITIES))
    return one.kind == two.kind or {one.kind, two.kind} == {"person", "surname"}


def addition(setting: Setting) -> str | None:
    """A circumstance the sentence does not give, at its end."""
    sentence, random = setting.sentence, setting.random
    if not _ENDING.search(sentence) or not balanced(sentence):
        return None
    own = [match.group() for other in setting.others for match in _PHRASE.finditer(other)]
    pool = own if own and random.random() < 0.5 else list(PHRASES)  # noqa: PLR2004 - an even chance
    phrases = [phrase for phrase in pool if _adds(phrase, sentence)]
    return f"{sentence[:-1]} {random.choice(phrases)}." if phrases else None


def _adds(phrase: str, sentence: str) -> bool:
    """Whether the sentence says nothing of the circumstance, and has no weekday where that is one."""
    said = phrase.split()[-1].lower() in sentence.lower()
    return not said and not (_WEEKDAY.search(sentence) and _WEEKDAY.search(phrase))


def _renamed(setting: Setting, names: list[Name]) -> str | None:
    if not names:
        return None
    known = setting.random.choice(names)
    words = set(setting.sentence.replace("’", "'").replace("'s", "").split())
    pool = [
        other.text
        for other in setting.other_names
        if other.kind == known.kind and not words & set(other.text.split()) and other.text not in setting.sentence
    ]
    if not pool:
        return None
    return replaced(setting.sentence, known.start, known.end, setting.random.choice(pool))
