"""Turns the paragraphs of a page into what each of them is: part of the article, or a kind of page furniture.

Nothing here knows a site. A paragraph goes for its phrase family (`qa.ingest.cleaning.patterns`), for where it stands, or for the
company it keeps; where a sentence reports what somebody said, its words never make it boilerplate.
"""

import re
from collections.abc import Sequence

from qa.domain.article import RegionKind
from qa.ingest.cleaning.patterns import CAPTION, EDGE, LABELS, TRAILING, Families
from qa.ingest.cleaning.pitches import MENTIONS, OPENINGS

_LONGEST = 600
"""Characters; a longer paragraph is never boilerplate, which also bounds the work of each expression."""
_SHORT = 100
"""Characters; a longer paragraph that ends as a sentence does is no label."""

_SENTENCE, _PROSE = 60, 120
"""Characters from which a paragraph is prose: with the end of a sentence, and without."""
_FIELD = 40
"""Characters; a longer line is no field of a form."""
_BRACKETS = (")", "]", ").", "].")
_AROUND = " \t[](){}*_•·|►▶▸→➤>»«—–-"
_TEST = tuple[RegionKind, re.Pattern[str]]


def _compiled(families: Families) -> tuple[_TEST, ...]:
    return tuple((kind, re.compile("|".join(f"(?:{p})" for p in ps), re.IGNORECASE)) for kind, ps in families)


_LABELS, _OPENINGS, _EDGE = _compiled(LABELS), _compiled(OPENINGS), _compiled(EDGE)
_MENTIONS = tuple((word, kind, re.compile(pattern, re.IGNORECASE)) for word, kind, pattern in MENTIONS)
_TRAILING = tuple((kind, re.compile(rf"(?<= )(?:{'|'.join(ps)})$", re.IGNORECASE)) for kind, ps in TRAILING)
_LABEL_END = re.compile(r"[\])]\.?$|(?:more|reading|advertisement|here)[.…»>→ ]*$", re.IGNORECASE)
_CAPTION = re.compile(CAPTION, re.IGNORECASE)
_WORD = re.compile(r"[\w-]+")

_REPORTED = re.compile(
    r"\b(?:said|says|saying|told|tells|wrote|writes|asked|added|argued|claimed|warned|urged|reported|announced|alleged"
    r"|according to|testified|explained)\b|[,”\"’'] (?:\w+ ){0,3}reads?\b|\breads?[:,]",
    re.IGNORECASE,
)
_SHARING = frozenset(
    (
        "share facebook twitter x tweet email e-mail mail whatsapp telegram linkedin pinterest reddit print copy link "
        "messenger flipboard tumblr sms save bluesky threads pocket viber line on this via by instagram youtube"
    ).split()
)
_FOOTER = frozenset(
    (
        "home,about,about us,contact,contact us,privacy,privacy policy,terms,terms of use,terms of service,advertise,"
        "terms and conditions,cookie policy,cookies,sitemap,site map,careers,help,accessibility,subscribe,newsletters,"
        "advertise with us,do not sell my personal information,imprint,impressum,rss,faq,menu,search,log in,sign in"
    ).split(",")
)
_CONNECTIVES = frozenset(
    (
        "and by in at for of with from the to this de la der van von bin el reporting editing writing additional further "
        "report story article contributed also compiled translated reporter staff writers agencies wires wire reports "
        "production visuals graphics"
    ).split()
)
_CREDIT = re.compile(
    r"(?:additional |further )?(?:reporting|writing|editing|compiled|edited|translated|contributing|contributors?)"
    r"(?: by)?\b:?|.{2,200}\b(?:also )?contributed(?: to| reporting)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:reach|contact|follow|e-?mail|call|reporter|connect with|you can (?:reach|follow))\b.*(?:\w@\w|(?<!\w)@\w{2})",
    re.IGNORECASE,
)
_PUBLIC_OFFICE = re.compile(r"\b(?:police|detective|sheriff|sgt|officer|fbi|hotline|tips?)\b|\.gov\b", re.IGNORECASE)
_BIO = re.compile(
    r"(?P<name>(?-i:[A-Z])[\w.'’-]+(?: (?-i:[A-Z])[\w.'’-]*){1,3}) (?:is|was|covers|writes|reports)\b"
    r"(?:.{0,80}\b(?:reporter|journalist|columnist|editor|correspondent|writer|contributor)\b| .{0,80}\bfor\b).{0,300}",
    re.IGNORECASE,
)
# A link line whose markup took the space along: "Housing:Rents fall again".
_GLUED_LINK = re.compile(r"(?![A-Z]+:)[^:.!?]{3,60}['’”\"]?:['‘“\"]?[A-Z$][^\n]{8,200}(?<![.!?”\"])")
_STAMP_LABEL = re.compile(
    r"(?:first |originally )?(?:published|updated|posted|modified|last (?:modified|updated|edited))"
    r"(?: (?:on|at))?\b:?",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tues?|wed|thu|thurs|fri|sat|sun)\.?"
    r"|(?:january|february|march|april|august|september|october|november|december)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|[ap]\.?m\.?|e[sd]?t|c[sd]?t|m[sd]?t|p[sd]t|pt|ce?s?t|gmt|utc|bst|ist|z"
    r"|at|on|ago|hours?|minutes?|mins?|days?|weeks?|today|yesterday|updated|published|last|first|posted|modified"
    r"|\d{1,4}(?:st|nd|rd|th)?|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ap]m)?|\d{1,4}(?:[-/.]\d{1,2}){1,2}|\d{1,2}[ap]m"
    r"|\d{4}-\d\d-\d\dT[\d:.+Z-]+|[+-]\d\d:?\d\d",
    re.IGNORECASE,
)
_FULL_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d:\d\d|\bago\b", re.IGNORECASE)
_PROSE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


def label(text: str) -> RegionKind:
    """What a paragraph is by its words alone; "body" where they do not speak against it."""
    if len(text) > _LONGEST:
        return "body"
    core = text.strip(_AROUND)
    folded = core.casefold()
    if len(core) <= _SHORT or not _PROSE_END.search(core):
        short = _structural(core, folded)
        if short != "body":
            return short
        for kind, pattern in _LABELS:
            if pattern.fullmatch(core):
                return kind
    pitch = _pitch(core, folded)
    if pitch != "body":
        return "body" if _REPORTED.search(core) else pitch
    return "caption" if text.endswith(_BRACKETS) and _CAPTION.fullmatch(text) else "body"


def trailing_label(text: str) -> tuple[RegionKind, int] | None:
    """The kind of the label at the end of a paragraph and the offset where it starts, never 0."""
    if not _LABEL_END.search(text, max(0, len(text) - 20)):
        return None
    for kind, pattern in _TRAILING:
        match = pattern.search(text, max(0, len(text) - _LONGEST))
        if match and text[: match.start()].strip():
            return kind, match.start()
    return None


def placed(texts: Sequence[str], labels: Sequence[RegionKind]) -> list[RegionKind]:
    """The labels, with those added that come from where a paragraph stands and what its neighbours are."""
    found = list(labels)
    prose = [i for i, text in enumerate(texts) if found[i] == "body" and _is_prose(text)]
    if prose:
        for i in (*range(prose[0]), *range(prose[-1] + 1, len(texts))):
            if found[i] == "body":
                found[i] = _edge_label(texts[i])
        _sign_off(texts, found)
    _fill_forms(texts, found, after=prose[-1] if prose else -1)
    return found


def _structural(core: str, folded: str) -> RegionKind:
    words = _WORD.findall(folded)
    if len(words) > 1 and not core.endswith(".") and _SHARING.issuperset(words) and not words[0] == words[-1] == "x":
        return "share"
    parts = [part.strip() for part in re.split(r"[|•·,/]", folded)]
    if len(parts) > 1 and _FOOTER.issuperset(parts):
        return "navigation"
    stamp = _STAMP_LABEL.match(core)
    if stamp and _is_stamp(core[stamp.end() :]):
        return "notice"
    if ("contribut" in folded or "by" in folded) and _CREDIT.match(core) and _only_names(core):
        return "credit"
    return "navigation" if ":" in core and _GLUED_LINK.fullmatch(core) else "body"


def _pitch(core: str, folded: str) -> RegionKind:
    for kind, pattern in _OPENINGS:
        if pattern.fullmatch(core):
            return kind
    return next((kind for word, kind, pattern in _MENTIONS if word in folded and pattern.fullmatch(core)), "body")


def _edge_label(text: str) -> RegionKind:
    core = text.strip(_AROUND)
    if len(core) <= _SHORT and _FULL_DATE.search(core) and _is_stamp(core):
        return "notice"
    if text.endswith(("—", "–", "-")):  # a dateline
        return "body"
    return next((kind for kind, pattern in _EDGE if pattern.fullmatch(core)), "body")


def _is_stamp(text: str) -> bool:
    words = re.split(r"[\s,|()•·–—]+", text.strip(" :,|()•·–—."))
    return any(map(str.isdigit, text)) and all(_DATE_WORDS.fullmatch(word) for word in words if word)


def _only_names(text: str) -> bool:
    words = re.findall(r"[^\s,;:()&/.]+", text)
    return len(text) <= _LONGEST and all(word[0].isupper() or word.casefold() in _CONNECTIVES for word in words)


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE or (len(text) >= _SENTENCE and bool(_PROSE_END.search(text)))


def _sign_off(texts: Sequence[str], found: list[RegionKind]) -> None:
    """Marks how to reach the writer and who the writer is, upward from the end as far as nothing else stands there."""
    for i in reversed(range(len(texts))):
        if found[i] != "body":
            continue
        if not (_is_contact(texts[i]) or _is_bio(texts[i], texts[:i])):
            return
        found[i] = "credit"


def _is_contact(text: str) -> bool:
    core = text.strip(_AROUND)
    return len(core) <= _LONGEST and bool(_CONTACT.match(core)) and not _PUBLIC_OFFICE.search(core)


def _is_bio(text: str, article: Sequence[str]) -> bool:
    """A bio introduces somebody whom the article has not mentioned."""
    match = _BIO.fullmatch(text.strip(_AROUND)) if len(text) <= _LONGEST else None
    if not match or not article or _REPORTED.search(text):
        return False
    surname = match["name"].split()[-1]
    return not any(surname in paragraph for paragraph in article if not paragraph.startswith(("By ", "by ")))


def _fill_forms(texts: Sequence[str], found: list[RegionKind], after: int) -> None:
    """Marks a short line between two parts of a form or a button bar, below the article."""
    for i in range(after + 2, len(texts) - 1):
        kind = found[i - 1]
        inside = kind == found[i + 1] and kind in ("comment-form", "share", "ad-notice")
        if inside and found[i] == "body" and len(texts[i]) <= _FIELD and not texts[i].endswith((".", "”", '"')):
            found[i] = kind
