"""Restate who said something, a passive or a figure in another way."""

import re
from collections.abc import Iterator

from training.restate_lists import MONTH_NAMES
from training.role_verbs import PASSIVES, past_of
from training.text import balanced, capitalised, decapitalised

_SPEAKER = r"(?:[A-Z][\w.’'-]*|(?:[Tt]he|[Aa]n?) [a-z]+)(?: [\w.&’'-]+){0,7}?"
_DAY = r"(?: (?:on |in a statement|late |early )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day| in a statement| in an interview)?"
_TAIL_SAID = re.compile(rf"^(?P<what>[^\"“”]{{20,}}), (?P<who>[^,\"“”]{{3,70}}?) (?P<verb>said|says){_DAY}\.$")
_TAIL_QUOTE = re.compile(
    rf"^(?P<what>[\"“][^\"“”]{{15,}}),(?P<close>[\"”]) (?P<who>[^,\"“”]{{2,60}}?) (?P<verb>said|says){_DAY}\.$"
)
_SAID_WHO_QUOTE = re.compile(
    r"^(?P<what>[\"“][^\"“”]{15,}),(?P<close>[\"”]) said (?P<who>[A-Z][^,\"“”]{2,50})(?:, (?P<role>[^\"“”,]{5,80}))?\.$"
)
_HEAD_SAID = re.compile(
    rf"^(?P<who>{_SPEAKER}) (?P<verb>said|says){_DAY}(?P<that> that)? (?P<what>(?:the|an?|he|she|it|they|there|his"
    rf"|her|their|its|this"
    r"|these|many|some|most|no|all|more|about|officials|police|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)* (?:is|was|has|had"
    r"|will|would))\b[^\"“”]{15,})\.$"
)
_TAIL_ACCORDING = re.compile(r"^(?P<what>[^\"“”]{20,}), according to (?P<who>[^\"“”,]{3,70})\.$")
_HEAD_ACCORDING = re.compile(r"^According to (?P<who>[^\"“”,]{3,70}), (?P<what>[^\"“”]{20,})\.$")
_NO_SPEAKER = re.compile(
    r"\b(?:who|which|that|and|but|as|when|he|she|they|it|I|we|also|has|have|had|is|was|not|never)\b|[;:—–]"
)
_APPOSED = re.compile(r"^(?:[\w’'&.-]+ ){0,4}[\w’'&.-]+,")
_OBJECTS = {"he": "him", "she": "her", "they": "them", "i": "me", "we": "us", "it": "it"}

_PASSIVE = re.compile(
    r"^(?P<one>(?:(?:The|An?|His|Her|Their) )?[\w’'-]+(?: [\w’'-]+){0,6}?) (?:was|were) (?P<verb>"
    rf"[a-z]{{2,}}ed|{'|'.join(PASSIVES)}) by (?P<two>(?:(?:the|an?|his|her"
    rf"|their) )?(?:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){{0,3}}|[a-z]+(?: [a-z]+)?))"
    r"(?P<rest>(?: (?:in|on|at|during|after|for|near|over|last|when|while|as|before|because|with"
    r"|and)\b [^\"“”]{3,140}|, [^,\"“”]{3,60} (?:said|says|stated))?)\.$"
)
_ACTIVE = re.compile(
    rf"^(?P<two>(?:(?:The|An?) )?[\w’'-]+(?: [\w’'-]+){{0,3}}?) (?P<verb>{'|'.join(sorted(set(PASSIVES.values())))}) "
    r"(?P<one>(?:(?:the|an?) [a-z]+(?: [a-z]+)?|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}))"
    r"(?P<rest>(?: (?:in|on|at|during|after|near|last)\b [^,\"“”]{3,60})?)\.$"
)
_DONE_OF_PAST = {past: done for done, past in PASSIVES.items()}
_PRONOUN = re.compile(
    r"^(?:he|she|it|they|we|i|him|her|them|who|which|that|this|these|those|there|but|and|when|where|if)\b",
    re.IGNORECASE,
)
_TIMELY = re.compile(
    r"^(?:\w*day|then|now|then-\w+|\w+ing|the (?:time|end|way|hour|next|year|day)|early|late|mid\w*|\w+ (?:votes?"
    r"|percent|points?))\b",
    re.I,
)

_SMALL = {
    word: str(at) for at, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
_FIGURES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![\d,.])(\d{1,3}),(\d{3})(?![\d,]|\.\d)"), r"\1\2"),
    (
        re.compile(
            r"(?<![\d,.])(\d{1,3})(\d{3})(?= (?:people|dollars|miles|years|jobs|workers|votes|homes|troops|acres|feet))"
        ),
        r"\1,\2",
    ),
    (re.compile(r"(?<![\w-])(\d+(?:\.\d+)?) per ?cent\b(?!age)"), r"\1%"),
    (re.compile(r"(?<![\w-])(\d+(?:\.\d+)?)%(?![\w-])"), r"\1 percent"),
    (
        re.compile(
            r"(?<![\w$])\$(\d+(?:[.,]\d+)*) (thousand|million|billion|trillion)\b(?! dollar|-)(?= (?:in|to|for|from"
            r"|on|by|over|a|and|per)\b|[.,])"
        ),
        r"\1 \2 dollars",
    ),
    (re.compile(r"(?<![\w$])\$(\d[\d,]*)(?= (?:in|to|for|from|on|by|over|and|per)\b)"), r"\1 dollars"),
)
_LARGE = re.compile(r"(?<![\w.,])(\$?)(\d)(?:\.(\d))? (billion)\b(?!-)")
_MONTH = re.compile(r"\b(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.(?= \d)")
_COUNT = re.compile(rf"(?<![\w-])(?:{'|'.join(_SMALL)})(?= (?:more |other )?(?:[a-z]+s|people|children|men|women)\b)")
_DIGIT = re.compile(
    r"(?<![\w$.,:/-])(?<!No\. )(?:[2-9]|1[0-2])(?= (?:people|children|men|women|years|months|weeks|days|hours"
    r"|million|billion|other)\b)"
)


def attributed(sentence: str) -> Iterator[str]:
    """The same claim with its speaker before, after, or by "According to"."""
    if not balanced(sentence):
        return
    yield from _quoted(sentence)
    for pattern in (_TAIL_SAID, _HEAD_SAID, _TAIL_ACCORDING, _HEAD_ACCORDING):
        match = pattern.match(sentence)
        if match and not _NO_SPEAKER.search(_OBJECTS.get(match["who"].lower(), match["who"])):
            yield from _resaid(match["who"], match["what"], pattern)


def voiced(sentence: str) -> str | None:
    """The passive made active or the active passive, where both sides are short noun phrases."""
    passive = _PASSIVE.match(sentence)
    match = passive or _ACTIVE.match(sentence)
    if match is None or _PRONOUN.match(match["one"]) or _PRONOUN.match(match["two"]) or _TIMELY.match(match["two"]):
        return None
    return _active(match) if passive else _passive(match)


def _active(match: re.Match[str]) -> str | None:
    patient = decapitalised(match["one"])
    agent, verb = capitalised(match["two"]), past_of(match["verb"])
    return None if patient is None else f"{agent} {verb} {patient}{match['rest']}."


def _passive(match: re.Match[str]) -> str | None:
    agent = decapitalised(match["two"])
    patient, verb = match["one"], _DONE_OF_PAST[match["verb"]]
    be = "were" if _is_plural(patient) else "was"
    return None if agent is None else f"{capitalised(patient)} {be} {verb} by {agent}{match['rest']}."


def _is_plural(noun_phrase: str) -> bool:
    """By its ending, unless it is a name."""
    plural = re.search(r"(?:[^s]s|men|people|children)$", noun_phrase)
    return plural is not None and not noun_phrase[-3:].istitle() and noun_phrase[0].islower()


def refigured(sentence: str) -> list[str]:
    """The sentence with one figure written in another way."""
    rewritten = [pattern.sub(new, sentence, count=1) for pattern, new in _FIGURES]
    rewritten.append(_MONTH.sub(lambda match: MONTH_NAMES[match.group()], sentence, count=1))
    rewritten.append(_COUNT.sub(lambda match: _SMALL[match.group()], sentence, count=1))
    words = {digits: word for word, digits in _SMALL.items()}
    rewritten.append(_DIGIT.sub(lambda match: words[match.group()], sentence, count=1))
    rewritten.append(_LARGE.sub(lambda match: f"{match[1]}{match[2]},{match[3] or 0}00 million", sentence, count=1))
    return [text for text in dict.fromkeys(rewritten) if text != sentence]


def _resaid(who: str, what: str, pattern: re.Pattern[str]) -> Iterator[str]:
    first = decapitalised(who)
    lowered = decapitalised(what)
    if first is None or _APPOSED.match(what) or re.search(r"\b(?:said|says|according)\b", what):
        return
    object_ = _OBJECTS.get(first.lower(), first)
    if lowered is not None:
        if pattern is not _HEAD_ACCORDING:
            yield f"According to {object_}, {lowered}."
        if pattern in {_TAIL_SAID, _TAIL_ACCORDING, _HEAD_ACCORDING}:
            yield f"{capitalised(who)} {_says(who, pattern)} that {lowered}."
    if pattern is _HEAD_ACCORDING:
        yield f"{capitalised(what)}, according to {who}."
    if pattern is _HEAD_SAID and not _PRONOUN.match(what):
        yield f"{capitalised(what)}, {first} said."


def _says(who: str, pattern: re.Pattern[str]) -> str:
    """A report "says"; people "said"."""
    if pattern is _TAIL_SAID:
        return "said"
    return "said" if re.search(r"officials|police|spokes|authorities", who) or who[0].isupper() else "stated"


def _quoted(sentence: str) -> Iterator[str]:
    match = _TAIL_QUOTE.match(sentence) or _SAID_WHO_QUOTE.match(sentence)
    if match is None or _NO_SPEAKER.search(_OBJECTS.get(match["who"].lower(), match["who"])):
        return
    role = match.groupdict().get("role")
    who = capitalised(match["who"]) + (f", {role}," if role else "")
    yield f"{who} said, {match['what']}.{match['close']}"
