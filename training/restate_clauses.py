"""Shorten a sentence to its core: leave out an aside, a clause or a time that does not limit its truth."""

import re
from collections.abc import Iterator

from training.text import balanced, capitalised, is_declarative

_VERB = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|said|says|told|made|took|won|lost|went|came|gave|did|does"
    r"|became|began|led|got|held|kept|left|wrote|saw|ran|[a-z]{2,}ed)"
    r"(?:n['’]t)?"
)
_APPOSITIVE = re.compile(
    rf"(?<=[\w.’'])(?<!\band)(?P<out>, (?:an?|the|who|whose|which|where) [^,()\"“”;:—–]{{3,110}},)(?= (?:also "
    rf"|later |then )?{_VERB}\b)"
)
_AGE = re.compile(rf"(?<=[a-z])(?P<out>, \d{{1,2}},)(?= (?:also )?{_VERB}\b)")
_BRACKETS = re.compile(r"(?<!,)(?P<out> \([^()]{2,80}\))(?=[ .,])")
_DASHES = re.compile(rf"(?P<out> ?[—–] [^—–,\"“”]{{5,90}} ?[—–])(?= {_VERB}\b)")
_LEADING = re.compile(
    r"^(?P<out>(?P<word>Although|Though|While|Despite|After|As|Following|Because|During|Meanwhile|However"
    r"|Also|Still|Instead"
    r"|Additionally|In addition|Moreover|Furthermore|Nevertheless|But|And|So|In \d{4}|In (?:early |late )?[A-Z][a-z]+ \d{4}"
    r"|On (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: \w+)?|Last (?:week|month|year)|In fact|For example"
    r"|For instance|Of course"
    r"|According to the \d{4} census)"
    r"(?P<clause>[^,\"“”;:—–]{0,110})(?P<comma>,?) )(?=(?:the|an?|this|these|that|those|he|she|it|they|we|I|there|his|her|their"
    r"|its|our|my|many|some|most|officials|police|people|[A-Z][\w.’'-]+)\b)"
)
_BARE = frozenset("But And So".split())
_WITH_CLAUSE = frozenset("Although Though While Despite After As Following Because During".split())
_TRAILING = re.compile(
    r"(?P<out>,(?! (?:and|or) (?:an?|the|\w+)\.) (?:which|who|whose|where|while|although|though|even though|because"
    r"|after|as|since|when"
    r"|citing|adding|saying|noting|calling|making|leaving|killing|including|following|despite|but|and (?:he|she|it"
    r"|they|we|the)\b"
    r"|with (?:the|an?|his|her|their))\b(?! well)[^\"“”;:]{4,160})(?=\.$)"
)
_WHEN = re.compile(
    r"(?P<out>,? (?:on |early |late |earlier |this |last )*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur"
    r"|Sun)day(?: (?:morning|afternoon|evening|night))?"
    r"|(?<=earlier )this (?:week|month|year)|(?<= last )(?:week|month|year)))(?=[.]|$|,(?! [A-Z][a-z]+\.? \d)"
    r"| (?:in|at|after|as|when|to|by|for|during)\b)"
)
# What makes the rest depend on the part left out.
_LIMITS = re.compile(
    r"\b(?:if|unless|only|not|no|never|none|nobody|nothing|neither|nor|without|whether|until|deny|denie[sd]|could"
    r"|would|may|might|should"
    r"|must|hardly|rarely|barely|few|all|every|each|any|most|least|first|last|record|[a-z]{3,}est|falsely"
    r"|hypothetically|suppose"
    r"|instead|rather|than|between|from|since|by|before|next|usual|more|fewer|less)\b|n['’]t\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|whether|suppose|imagine|instead|rather|when|whenever|were it|had he|in case|provided"
    r"|as long as|once)\b|\?",
    re.IGNORECASE,
)
_CLOSED = re.compile(rf", (?:{_VERB}|should|must|do|remain|are)\b")  # the aside ends within, and the sentence goes on
_STANDS = 3
"""Words before a time that can stand without it, at least."""
_COMMAS = 3
"""More of them make a list."""
_BACK = re.compile(r"\b(?:the former|the latter|respectively|both|that case|so did|do so|did so)\b")
_LISTING = re.compile(r"^[^,]{0,40}, (?:and|or)\b|^(?:and|or)\b|^(?:\S+ ){0,2}\S+,")


def cores(sentence: str) -> list[str]:
    """Whole sentences that follow from `sentence` and say less; none where leaving out may change the truth."""
    if not is_declarative(sentence):
        return []
    shorter = [*_asides(sentence), *_leading(sentence), *_trailing(sentence), *_untimed(sentence)]
    return [text for text in dict.fromkeys(shorter) if _whole(text)]


def _asides(sentence: str) -> Iterator[str]:
    for pattern in (_APPOSITIVE, _AGE, _BRACKETS, _DASHES):
        for match in pattern.finditer(sentence):
            if _CONDITIONAL.search(match["out"]):
                continue
            yield sentence[: match.start("out")] + sentence[match.end("out") :]


def _leading(sentence: str) -> Iterator[str]:
    match = _LEADING.match(sentence)
    if match is None or _CONDITIONAL.search(sentence):
        return
    rest = sentence[match.end() :]
    if _droppable_word(match) or _droppable_clause(match, rest):
        yield capitalised(rest)


def _droppable_word(match: re.Match[str]) -> bool:
    """Whether the sentence opens with a bare adverb."""
    return match["word"] in _BARE and not match["clause"] and not match["comma"]


def _droppable_clause(match: re.Match[str], rest: str) -> bool:
    """Whether the sentence opens with a circumstance up to a comma, under which the rest holds not only there."""
    clause = match["clause"]
    circumstance = (
        match["word"] not in _BARE and match["comma"] and (match["word"] in _WITH_CLAUSE) == bool(clause.strip())
    )
    general = clause and _GENERAL.search(clause + rest)
    return bool(circumstance) and not general and not _LISTING.match(rest)


_GENERAL = re.compile(r"\b(?:will|should|must|can|you|always|usually|often)\b")


def _trailing(sentence: str) -> Iterator[str]:
    match = _TRAILING.search(sentence)
    if match is None or _CONDITIONAL.search(sentence[: match.start()]):
        return
    out = match["out"]
    if _CLOSED.search(out):
        return
    limited = _LIMITS.search(sentence[: match.start()]) or re.search(r"\b(?:if|unless|or)\b", out)
    plain = re.match(
        r", (?:which|who|whose|where|but|and|citing|adding|saying|noting|calling|although|though|even|despite)\b", out
    )
    if limited and not plain:
        return
    if sentence[: match.start()].count(",") <= _COMMAS:
        yield sentence[: match.start()] + "."


def _untimed(sentence: str) -> Iterator[str]:
    match = _WHEN.search(sentence)
    if match is None or _LIMITS.search(sentence) or _CONDITIONAL.search(sentence):
        return
    before, after = sentence[: match.start()], sentence[match.end() :]
    if len(before.split()) >= _STANDS and not re.search(
        r"\b(?:of|for|on|in|the|a|and|every|this|by|into|until|around|through|to"
        r"|at)$",
        before,
    ):
        comma = after[1:] if match["out"].startswith(",") and after.startswith(",") else after
        yield before + comma


def _whole(text: str) -> bool:
    """A core must stand alone: a verb of its own, quotes closed, nothing that points at the part left out."""
    return (
        is_declarative(text)
        and balanced(text)
        and _BACK.search(text) is None
        and "  " not in text
        and not re.search(r"[,—–:] ?\.$|^\W*(?:and|or|that|which|who)\b", text)
    )
