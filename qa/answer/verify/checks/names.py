"""Turns the names of a statement into whether each of them stands in its quotes, as it is or as an acronym."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.answer.verify.checks.acronyms import ACRONYM, initials_of, letters, rows, spelled
from qa.answer.verify.checks.text import Reading
from qa.text.names import is_distinctive, is_title, names_one
from qa.text.places import CAPITALS
from qa.text.tokens import Term, Token, Tokens

# Words that begin sentences before a name and are none.
_OPENERS = frozenset(
    (
        "although since despite like unlike without meanwhile once later earlier yesterday today tomorrow tonight last next "
        "among amid against before because during following however instead according based two three four five six seven "
        "eight nine ten several another every each even still yet nearly almost around across inside outside within "
        "beyond under upon per via as if whereas unless though tens hundreds thousands millions police troops soldiers "
        "officers lawmakers voters critics supporters experts researchers scientists residents investigators prosecutors "
        "authorities opposition rival rebel rebels fellow longtime veteran sources local national federal senior top new "
        "old young previous current outgoing incoming late ex actor actress singer author billionaire journalist company "
        "regarding concerning besides moreover furthermore additionally finally eventually recently previously currently "
        "people men women children families workers employees companies countries nations both neither either only just "
        "never always often sometimes perhaps maybe overall similarly thus hence therefore nonetheless nevertheless"
    ).split()
)
_SAYING = frozenset(
    "said says told announced warned denied argued claimed added noted testified wrote tweeted stated".split()
)
_STATES = dict(
    row.split()
    for row in (
        "ala alabama; ariz arizona; ark arkansas; calif california; colo colorado; conn connecticut; fla florida; ga georgia; "
        "ill illinois; ind indiana; kan kansas; ky kentucky; la louisiana; mass massachusetts; md maryland; mich michigan; "
        "minn minnesota; miss mississippi; mo missouri; mont montana; neb nebraska; nev nevada; okla oklahoma; ore oregon; "
        "pa pennsylvania; tenn tennessee; tex texas; va virginia; vt vermont; wash washington; wis wisconsin; wyo wyoming"
    ).split(";")
)
_ALSO = {
    "pentagon": "defense",
    "shiite": "shia",
    "shiites": "shias",
    "shia": "shiite",
    "shias": "shiites",
    "gop": "republican",
    "republican": "gop",
    "covid": "coronavirus",
    "coronavirus": "covid",
    "federal": "fed",
    "reserve": "fed",
    "fed": "federal",
}
"""Other names of what news names in two ways, by the word that is missing."""
_LOCATIVE = frozenset("in at near outside from to around into across inside leaving visited visit visiting".split())
_PLAIN = re.compile(r"[^a-z0-9]")
_STEM = 4
_ENDING = 4
"""A name and what is made of it ("California", "Californian") share so many letters at least and differ in so many at most."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What of the quotes can answer to a name."""

    words: frozenset[str]
    """In lower case, without signs; the parts of known names too."""
    capitals: frozenset[tuple[str, Term]]
    initials: frozenset[str]
    """Of every row of capitalised words."""
    acronyms: frozenset[str]


def names_hold(reading: Reading) -> bool:
    """Whether every name of the statement stands in the quotes."""
    told = reading.statement
    return not missing_names(reading, _names(reading)) and not any(
        _replaces_a_name(reading, at) for at, token in enumerate(told) if token.opens
    )


def missing_names(reading: Reading, positions: Iterable[int]) -> set[int]:
    """Those of the statement's words for which the quotes have no name, also in another form."""
    told = reading.statement
    missing = {at for at in positions if told[at].term not in reading.terms or _is_tied_capital(told, at)}
    if not missing:
        return missing
    named = _named(reading.quoted)
    return {at for at in missing - spelled(told, named.acronyms) if not _answers(told[at], named, reading)}


def looks_plural(token: Token) -> bool:
    """Whether a beginning is more likely "Officials" than "Weiss"."""
    return token.lower.endswith("s") and not token.lower.endswith(("us", "is", "ss", "ins"))


def _names(reading: Reading) -> Iterator[int]:
    told = reading.statement
    shouted = sum(token.content and not token.capital for token in told) == 0
    for at, token in enumerate(told):
        if token.named or (not shouted and (names_one(told, at) or _opens_plainly(told, at))):
            yield at


def _opens_plainly(found: Tokens, at: int) -> bool:
    """Whether a sentence's first word is plainly a name: a capital follows it, or a verb of saying."""
    token = found[at]
    if (
        not token.opens
        or not is_distinctive(token)
        or token.lower in _OPENERS
        or token.lower.endswith(("ly", "ing", "ed"))
    ):
        return False
    if at + 1 >= len(found) or found[at + 1].breaks:
        return False
    following = found[at + 1]
    if following.lower in _SAYING:
        return not looks_plural(token)
    return following.capital and not following.named and is_distinctive(following)


def _replaces_a_name(reading: Reading, at: int) -> bool:
    """Whether a beginning stands where the quotes have another name before the same words."""
    told = reading.statement
    end = at
    while end < len(told) and told[end].capital and not (end > at and told[end].breaks):
        end += 1
    after = [token.lemma for token in told[end : end + 2]]
    if end == at or len(after) < 2 or not _may_be_new(told[at], reading):  # noqa: PLR2004
        return False
    ours = {token.lemma for token in told}
    places = reading.places.get(after[0], [])
    before = [
        _name_end(reading.quoted, place - 1)
        for place in places
        if place and [it.lemma for it in reading.quoted[place : place + 2]] == after
    ]
    return bool(before) and all(
        reading.quoted[place].lemma not in ours and _is_plain_name(reading.quoted[place], reading) for place in before
    )


def _may_be_new(token: Token, reading: Reading) -> bool:
    if not is_distinctive(token) or token.lower in _OPENERS or token.term in reading.terms:
        return False
    return not looks_plural(token) and not token.lower.endswith(("ly", "ing", "ed"))


def _name_end(found: Tokens, at: int) -> int:
    """Where the word that tells a name apart stands: before the "College" of "Spelman College"."""
    while at > 0 and is_title(found[at]) and found[at].capital and found[at - 1].capital and not found[at].breaks:
        at -= 1
    return at


def _is_plain_name(token: Token, reading: Reading) -> bool:
    """Whether a word of the quotes is a name and nowhere in lower case."""
    everyday = token.lower in _OPENERS or any(it.lower == token.lower and not it.capital for it in reading.quoted)
    return is_distinctive(token) and not everyday and not token.lower.endswith("ly")


def _is_tied_capital(found: Tokens, at: int) -> bool:
    """Whether a capital is told as the place where something is, and not as its government."""
    return found[at].lower in CAPITALS and at > 0 and found[at - 1].lower in _LOCATIVE


def _named(quoted: Tokens) -> _Named:
    lower = frozenset(_PLAIN.sub("", part) for token in quoted for part in (token.lower, *token.lower.split()))
    return _Named(
        words=lower,
        capitals=frozenset((token.lower, token.term) for token in quoted if token.lower in CAPITALS),
        initials=frozenset(initials for row in rows(quoted) for initials in initials_of(row)),
        acronyms=frozenset(letters(token) for token in quoted if ACRONYM.fullmatch(token.text)),
    )


def _answers(token: Token, named: _Named, reading: Reading) -> bool:
    if token.lower in CAPITALS and token.term in reading.terms:
        # In another spelling: Kiev is Kyiv.
        return any(term == token.term and name[:1] == token.lower[:1] for name, term in named.capitals)
    plain = _PLAIN.sub("", token.lower)
    if ACRONYM.fullmatch(token.text) and any(row.startswith(letters(token)) for row in named.initials):
        return True
    also = (_STATES.get(plain), _ALSO.get(plain), *(short for short, state in _STATES.items() if state == plain))
    if plain in named.words or any(it in named.words for it in also):
        return True
    return all(part in named.words for part in token.lower.split()) or any(_kin(plain, other) for other in named.words)


def _kin(one: str, other: str) -> bool:
    """Whether one is made of the other by an ending: "Texan", "Texas"."""
    short, long = sorted((one, other), key=len)
    shared = len(short) if long.startswith(short) else len(short) - 1 if long.startswith(short[:-1]) else 0
    return shared >= _STEM and len(long) - shared <= _ENDING
