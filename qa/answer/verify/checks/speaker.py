"""Check that whoever says something in a statement says it in its quotes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa.answer.verify.checks.names import missing_names
from qa.answer.verify.checks.text import Reading
from qa.text.names import government, looks_plural, names_one
from qa.text.tables import column, mapped, rows
from qa.text.tokens import Term, Token, Tokens


class Speaker(NamedTuple):
    """Who says something: the names told of him, or the noun, or only a pronoun; and where the verb stands."""

    names: frozenset[Term]
    noun: Term | None
    at: int
    places: frozenset[int]
    """Where the names stand."""

    @property
    def is_person(self) -> bool:
        """Whether a name is told that is no country's: "French officials" are nobody."""
        return any(not name.isupper() for name in self.names)


_SPEECH = rows("speech")
_SAYING = column([row for row in _SPEECH if row["kind"] == "says"], "word")
_FINDING = column([row for row in _SPEECH if row["kind"] == "finds"], "word")
"""Before a "that" they tell whose claim it is."""
_INVERTED = column([row for row in _SPEECH if row["inverted"]], "word")
_SPEAKERS = rows("speakers")
_ANYBODY = column([row for row in _SPEAKERS if row["anyone"]], "stem")
"""What a retelling may call whoever spoke."""
_NOBODY = column([row for row in _SPEAKERS if row["vague"]], "stem")
_PEOPLE = column([row for row in _SPEAKERS if row["person"]], "stem")
_TRADES = mapped([row for row in _SPEAKERS if row["trade"]], "stem", "trade")
"""What a retelling may call somebody who is named, but not somebody of another trade."""
_PRONOUNS = frozenset("he she they it i we who".split())
_AUXILIARIES = frozenset(
    "earlier has have had also later then once again repeatedly previously reportedly himself herself would will".split()
)
_BEING = frozenset("is are was were".split())
_PASSIVE = _BEING | frozenset("be been being to".split())
_ENDS = frozenset("that but while when as because after before if which whose whom so although though".split())
"""Words that no noun phrase reaches over."""
_FEWEST = 2
"""Words of which one is told who says them."""
_LONGEST = 10
"""Words of a noun phrase that are read."""


def speaker_holds(reading: Reading) -> bool:
    """Whether whoever the statement lets speak speaks in the quotes; where nobody does, he must be named with what is said."""
    stated = list(speakers(reading.statement))
    quoted = list(speakers(reading.quoted)) if stated else []
    if any(_is_said_by_another(speaker, quoted, reading) for speaker in stated):
        return False
    if not quoted:
        return all(_is_named_with_it(speaker, reading) for speaker in stated)
    return all(_speaks(speaker, quoted, reading) for speaker in stated)


def _is_named_with_it(speaker: Speaker, reading: Reading) -> bool:
    """Whether the sentence of the quotes that tells most of the statement names the speaker: "a statement by Austin's office"."""
    names = speaker.names - reading.plain
    if not names or _is_named_otherwise(names, speaker, reading):
        return True
    telling = _most_telling(_said(speaker, reading), reading.quoted)
    return any(token.term in names and token.sentence in telling for token in reading.quoted)


def _said(speaker: Speaker, reading: Reading) -> set[Term]:
    return {token.lemma for at, token in enumerate(reading.statement) if token.content and at not in speaker.places}


def _is_said_by_another(speaker: Speaker, quoted: Sequence[Speaker], reading: Reading) -> bool:
    """Whether the sentence of the quotes that tells what is said has a speaker, and it is somebody else."""
    said = _said(speaker, reading) - {speaker.noun, reading.statement[speaker.at].lemma}
    telling = _most_telling(said, reading.quoted)
    here = [other for other in quoted if reading.quoted[other.at].sentence in telling]
    if not here or not _is_told(said, telling, reading):
        return False
    names = speaker.names - reading.plain
    if not names:
        return _is_another_noun(speaker.noun, here, quoted)
    if _stands_near(names, telling, reading) or _is_named_otherwise(names, speaker, reading):
        return False
    return not any(_may_be(names, other, reading) for other in here)


def _is_told(said: set[Term], telling: set[int], reading: Reading) -> bool:
    """Whether these sentences tell half of what is said at least."""
    told = {token.lemma for token in reading.quoted if token.sentence in telling} & said
    return len(said) >= _FEWEST and len(told) >= len(said) / 2


def _is_another_noun(noun: Term | None, here: Sequence[Speaker], quoted: Sequence[Speaker]) -> bool:
    """Whether somebody who is told by a noun speaks elsewhere in the quotes, and here others do."""
    elsewhere = any(other.noun == noun for other in quoted)
    return elsewhere and all(other.noun not in {None, noun, *_ANYBODY} for other in here)


def _stands_near(names: frozenset[Term], telling: set[int], reading: Reading) -> bool:
    """Whether one of the names stands in these sentences, or in the next of the same quote."""
    near = telling | {sentence + 1 for sentence in telling if sentence + 1 not in reading.opening}
    return any(token.term in names and token.sentence in near for token in reading.quoted)


def _may_be(names: frozenset[Term], other: Speaker, reading: Reading) -> bool:
    """Whether a speaker in the quotes may have one of the names: one without any, where no other name was told before him."""
    if other.names or other.noun not in {None, *_ANYBODY}:
        return not other.names or bool(names & other.names)
    before = {reading.quoted[at].term for at in reading.before(other.at) if names_one(reading.quoted, at)}
    return not before or bool(before & names)


def _most_telling(said: set[Term], quoted: Tokens) -> set[int]:
    """The sentences with most of what is said; a word that one repeats ("US … US … US") tells no more."""
    shared = Counter(sentence for sentence, lemma in {(it.sentence, it.lemma) for it in quoted} if lemma in said)
    most = max(shared.values(), default=0)
    return {token.sentence for token in quoted if shared[token.sentence] == most}


def _is_named_otherwise(names: frozenset[Term], speaker: Speaker, reading: Reading) -> bool:
    """Whether the quotes have other words for the name: "the UN" for "the United Nations"."""
    return not names <= reading.terms and not missing_names(reading, speaker.places)


def _speaks(speaker: Speaker, quoted: Sequence[Speaker], reading: Reading) -> bool:
    """Whether one of those who speak in the quotes may be the speaker."""
    names = speaker.names - reading.plain
    if names:
        named_otherwise = _is_named_otherwise(names, speaker, reading)
        return named_otherwise or any(_is_same(names, other, reading.quoted) for other in quoted)
    if speaker.noun is None or speaker.noun in reading.terms:
        return True
    return any(_may_be_called(other, speaker.noun) for other in quoted)


def _may_be_called(speaker: Speaker, noun: Term) -> bool:
    """Whether a retelling may call a speaker so: a person anything, others by a word of the same trade or of none."""
    if noun not in _TRADES:
        return noun not in _PEOPLE or speaker.is_person
    same = speaker.noun in _NOBODY or (speaker.noun is not None and _TRADES.get(speaker.noun) == _TRADES[noun])
    return speaker.is_person or same


def _is_same(names: frozenset[Term], speaker: Speaker, quoted: Tokens) -> bool:
    """By name; where the quoted speaker has none, whoever was named before may be meant."""
    if speaker.names:
        return bool(names & speaker.names)
    return any(token.term in names for token in quoted[: speaker.at])


def speakers(tokens: Tokens) -> Iterator[Speaker]:
    """Who says something in a text, in its order."""
    for at, token in enumerate(tokens):
        if token.lower == "according" and at + 1 < len(tokens) and tokens[at + 1].lower == "to":
            yield _speaker(_right(tokens, at + 2), tokens, at)
        elif not token.capital and _says(tokens, at):
            phrase = _left(tokens, at) or (_right(tokens, at + 1) if token.lower in _INVERTED else [])
            if phrase:
                yield _speaker(phrase, tokens, at)


def _says(tokens: Tokens, at: int) -> bool:
    if tokens[at].lower in _FINDING:
        return at + 1 < len(tokens) and tokens[at + 1].lower == "that"
    return tokens[at].lower in _SAYING and not _is_authorship(tokens, at)


def _is_authorship(tokens: Tokens, at: int) -> bool:
    """Whether somebody wrote a work rather than a sentence."""
    if tokens[at].lower not in {"wrote", "writes"} or tokens[at].breaks or tokens[at].after.strip():
        return False
    return at + 1 >= len(tokens) or tokens[at + 1].lower != "that"


def _speaker(phrase: Sequence[int], tokens: Tokens, at: int) -> Speaker:
    """The speaker of whom a noun phrase tells."""
    places = frozenset(place for place in phrase if names_one(tokens, place) or _opens_named(tokens[place]))
    nouns = [token.term for token in map(tokens.__getitem__, phrase) if token.content and token.lower not in _PRONOUNS]
    names = frozenset(government(tokens, place) or tokens[place].term for place in places)
    return Speaker(names, nouns[-1] if nouns else None, at, places)


def _opens_named(token: Token) -> bool:
    """A capital at a beginning, of a word that is no everyday speaker."""
    everyday = token.term in _ANYBODY | _PEOPLE or token.term in _TRADES
    return token.capital and token.content and token.opens and not everyday and not looks_plural(token)


def _left(tokens: Tokens, at: int) -> list[int]:
    """The noun phrase before a verb of saying, with an aside between commas."""
    place = at - 1
    while place >= 0 and _is_between(tokens[place]) and tokens[place].sentence == tokens[at].sentence:
        place -= 1
    if place < 0 or tokens[place].lower in _PASSIVE or tokens[place].sentence != tokens[at].sentence:
        return []
    return _before_gaps(tokens, place, [token.before.strip() for token in tokens[place + 1 : at + 1]])


def _before_gaps(tokens: Tokens, place: int, gaps: Sequence[str]) -> list[int]:
    """The noun phrase that ends here, by the signs between it and the verb."""
    if gaps[0] == "," or gaps[-1] == ",":
        return _before_aside(tokens, place)
    return [] if any(gaps) else _phrase(tokens, place)


def _is_between(token: Token) -> bool:
    return token.lower in _AUXILIARIES or (token.lower.endswith("ly") and not token.capital)


def _before_aside(tokens: Tokens, place: int) -> list[int]:
    """Who stands before an aside, and the aside: "Austin, the defense secretary, said"."""
    start = place
    while start > max(0, place - _LONGEST) and not tokens[start].breaks:
        start -= 1
    if start == 0 or tokens[start].before.strip() != ",":
        return []
    return [*_phrase(tokens, start - 1), *range(start, place + 1)]


def _phrase(tokens: Tokens, place: int) -> list[int]:
    """The noun phrase that ends here."""
    start = place + 1
    while start > max(0, place - _LONGEST) and _goes_on(tokens[start - 1]):
        start -= 1
        if tokens[start].breaks:
            break
    return list(range(start, place + 1))


def _goes_on(token: Token) -> bool:
    return token.lower not in _ENDS and token.lower not in _SAYING and token.lower not in _BEING


def _right(tokens: Tokens, start: int) -> list[int]:
    """The noun phrase that begins here."""
    if start < len(tokens) and tokens[start].before.strip():
        return []
    end = start
    while end < min(len(tokens), start + _LONGEST) and _goes_on(tokens[end]):
        if end > start and tokens[end].breaks:
            break
        end += 1
    return list(range(start, end))
