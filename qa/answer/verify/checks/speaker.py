"""Turns who says something in a statement into whether its quotes let the same one say it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa.answer.verify.checks.names import missing_names
from qa.answer.verify.checks.text import Reading
from qa.text.names import government, looks_plural, names_one
from qa.text.tokens import Term, Token, Tokens


class Speaker(NamedTuple):
    """Who says something: the names told of him, or the noun, or only a pronoun; and where the verb stands."""

    names: frozenset[Term]
    noun: Term | None
    at: int
    places: frozenset[int]
    """Where the names stand."""


_SAYING = frozenset(
    (
        "said says say told tells announced announces warned warns denied denies argued argues claimed claims added adds noted "
        "notes stated states testified testifies wrote writes tweeted tweets confirmed confirms insisted insists explained "
        "explains acknowledged acknowledges admitted admits declared declares reported reports reiterated stressed emphasized "
        "suggested suggests replied recalled predicted"
    ).split()
)
_FINDING = frozenset(
    "found finds showed shows concluded concludes believe believes believed fear fears feared revealed".split()
)
"""Before a "that" they tell whose claim it is."""
_INVERTED = frozenset("said says wrote writes added adds tweeted tweets".split())
_PRONOUNS = frozenset("he she they it i we who".split())
_AUXILIARIES = frozenset(
    "earlier has have had also later then once again repeatedly previously reportedly himself herself would will".split()
)
_BEING = frozenset("is are was were".split())
_PASSIVE = _BEING | frozenset("be been being to".split())
_WITHIN = frozenset("of for the a an and in at from 's s his her its their on with".split())
_ENDS = frozenset("that but while when as because after before if which whose whom so although though".split())
# What a retelling may call whoever spoke.
_ANYBODY = frozenset(
    "offici spokesman spokeswoman spokesperson sourc compani agenc govern leader group peopl person expert".split()
)
_NOBODY = frozenset("peopl person group sourc expert".split())
_PEOPLE = frozenset(
    (
        "mayor governor colleagu coach friend brother sister father mother wife husband son daughter teacher student owner "
        "manag protest victim survivor soldier general pilot driver farmer nurs union fan"
    ).split()
)
# What a retelling may call somebody who is named, but not somebody of another trade.
_TRADES = tuple(
    frozenset(row.split())
    for row in (
        "research scientist economist academ professor analyst expert;polic offic detect investig sheriff author offici;"
        "lawyer attorney counsel solicitor;prosecutor;doctor physician medic;critic oppon;resid neighbor neighbour;"
        "wit bystand;lawmak senat congressman legisl;advoc activist campaign;judg justic"
    ).split(";")
)
_LONGEST = 10


def speaker_holds(reading: Reading) -> bool:
    """Whether whoever the statement lets speak speaks in the quotes; where nobody does, he must be named with what is said."""
    told = list(_speakers(reading.statement))
    if not told:
        return True
    quoted = list(_speakers(reading.quoted))
    if not quoted:
        return all(_is_named_with_it(speaker, reading) for speaker in told)
    return all(_speaks(speaker, quoted, reading) for speaker in told)


def _is_named_with_it(speaker: Speaker, reading: Reading) -> bool:
    """Whether the sentence of the quotes that tells most of the statement names the speaker: "a statement by Austin's office"."""
    names = speaker.names - reading.plain
    if not names or _is_named_otherwise(names, speaker, reading):
        return True
    said = {it.lemma for at, it in enumerate(reading.statement) if it.content and at not in speaker.places}
    shared = Counter(token.sentence for token in reading.quoted if token.lemma in said)
    most = max(shared.values(), default=0)
    return any(token.term in names and shared[token.sentence] == most for token in reading.quoted)


def _is_named_otherwise(names: frozenset[Term], speaker: Speaker, reading: Reading) -> bool:
    """Whether the quotes have other words for the name: "the UN" for "the United Nations"."""
    return not names <= reading.terms and not missing_names(reading, speaker.places)


def _speaks(speaker: Speaker, quoted: Sequence[Speaker], reading: Reading) -> bool:
    names = speaker.names - reading.plain
    if names:
        told_otherwise = _is_named_otherwise(names, speaker, reading)
        return told_otherwise or any(_is_same(names, other, reading.quoted) for other in quoted)
    if speaker.noun is None or speaker.noun in reading.terms:
        return True
    trade = next((row for row in _TRADES if speaker.noun in row), None)
    if trade is None:
        return speaker.noun not in _PEOPLE or any(_is_person(other) for other in quoted)
    return any(_is_person(other) or other.noun in trade | _NOBODY for other in quoted)


def _is_person(speaker: Speaker) -> bool:
    """Whether a name is told that is no country's: "French officials" are nobody."""
    return any(not name.isupper() for name in speaker.names)


def _is_same(ours: frozenset[Term], theirs: Speaker, quoted: Tokens) -> bool:
    """By name; where theirs has none, whoever was named before may be meant."""
    if theirs.names:
        return bool(ours & theirs.names)
    return any(token.term in ours for token in quoted[: theirs.at])


def _speakers(found: Tokens) -> Iterator[Speaker]:
    for at, token in enumerate(found):
        if token.lower == "according" and at + 1 < len(found) and found[at + 1].lower == "to":
            yield _read(_right(found, at + 2), found, at)
        elif not token.capital and _says(found, at):
            spoken = _left(found, at)
            if not spoken and token.lower in _INVERTED:
                spoken = _right(found, at + 1)
            if spoken:
                yield _read(spoken, found, at)


def _says(found: Tokens, at: int) -> bool:
    if found[at].lower in _FINDING:
        return at + 1 < len(found) and found[at + 1].lower == "that"
    return found[at].lower in _SAYING and not _is_authorship(found, at)


def _is_authorship(found: Tokens, at: int) -> bool:
    """Whether somebody wrote a work rather than a sentence."""
    told = found[at].breaks or found[at].after.strip() or (at + 1 < len(found) and found[at + 1].lower == "that")
    return found[at].lower in {"wrote", "writes"} and not told


def _read(spoken: Sequence[int], found: Tokens, at: int) -> Speaker:
    places = frozenset(place for place in spoken if names_one(found, place) or _opens_named(found[place]))
    nouns = [found[place].term for place in spoken if found[place].content and found[place].lower not in _PRONOUNS]
    names = frozenset(government(found, place) or found[place].term for place in places)
    return Speaker(names, nouns[-1] if nouns else None, at, places)


def _opens_named(token: Token) -> bool:
    """A capital at a beginning, of a word that is no everyday speaker."""
    plainly = token.term not in _ANYBODY and token.term not in _PEOPLE and not any(token.term in row for row in _TRADES)
    return token.capital and token.content and token.opens and plainly and not looks_plural(token)


def _left(found: Tokens, at: int) -> list[int]:
    """The noun phrase before a verb of saying, with an aside between commas."""
    place = at - 1
    while place >= 0 and _is_between(found[place]) and found[place].sentence == found[at].sentence:
        place -= 1
    if place < 0 or found[place].lower in _PASSIVE or found[place].sentence != found[at].sentence:
        return []
    gaps = [token.before.strip() for token in found[place + 1 : at + 1]]
    if gaps[0] == "," or gaps[-1] == ",":
        return _before_aside(found, place)
    return [] if any(gaps) else _phrase(found, place)


def _is_between(token: Token) -> bool:
    return token.lower in _AUXILIARIES or (token.lower.endswith("ly") and not token.capital)


def _before_aside(found: Tokens, place: int) -> list[int]:
    """Who stands before an aside, and the aside: "Austin, the defense secretary, said"."""
    start = place
    while start > max(0, place - _LONGEST) and not found[start].breaks:
        start -= 1
    if start == 0 or found[start].before.strip() != ",":
        return []
    return [*_phrase(found, start - 1), *range(start, place + 1)]


def _phrase(found: Tokens, place: int) -> list[int]:
    start = place + 1
    while start > max(0, place - _LONGEST) and _goes_on(found[start - 1]):
        start -= 1
        if found[start].breaks:
            break
    return list(range(start, place + 1))


def _goes_on(token: Token) -> bool:
    return token.lower not in _ENDS and token.lower not in _SAYING and token.lower not in _BEING


def _right(found: Tokens, at: int) -> list[int]:
    end = at
    while end < min(len(found), at + _LONGEST) and _goes_on(found[end]) and (end == at or not found[end].breaks):
        if end == at and found[end].before.strip():
            break
        end += 1
    return list(range(at, end))
