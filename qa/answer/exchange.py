"""Turns a fragment and the question before it into a whole question: "And in Syria?" is that question, asked of Syria."""

import re
from collections.abc import Callable, Sequence

from qa.answer import grammar
from qa.answer.gazetteer import NAMES
from qa.answer.nominals import is_past
from qa.answer.phrases import Phrase, is_adjective, phrases
from qa.answer.words import words
from qa.domain import Span

_ENDING = re.compile(r"(?:[\s?!…]|(?<!\.[A-Z])\.)+\Z")
"""Marks at the end, without the last full stop of "U.S."."""
_WHEN = r"(?:how long|how soon|when|where|why|how|(?:what|which) (?:year|month|day|date)|whom)"
_WHAT = r"(?:what|which) (?!other\b)\w+"
_BEFORE = r"(?:since|until|till|by|from|for|with|to|at|in|on|about|against|of|under)"
_AGAIN = re.compile(rf"(?:{_BEFORE} {_WHAT}|(?:{_BEFORE} )?{_WHEN})(?: (?:exactly|precisely|so|then))*", re.IGNORECASE)
"""A question word that can take another's place: "Why?" """
_AUXILIARY = "|".join(sorted(grammar.AUXILIARIES, key=len, reverse=True))
_OPENING = re.compile(
    rf"(?:(?:{_BEFORE} )?{_WHEN}(?: exactly)? )?(?P<rest>(?:{_AUXILIARY}) .+)", re.IGNORECASE | re.DOTALL
)
_COUNTED = re.compile(r"(?:how (?:many|much)|which|what) (?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_SAID_OF_THEM = re.compile(
    rf"(?P<verb>{'|'.join(sorted(grammar.BE, key=len, reverse=True))}) (?P<there>there )?", re.IGNORECASE
)
_WHO = re.compile(r"who\b", re.IGNORECASE)
_ONES = frozenset({"one", "ones"})


def unmarked(text: str) -> str:
    """The text without the marks at its end."""
    return _ENDING.sub("", text)


def as_question(text: str) -> str:
    """The text with a capital at its start and one question mark at its end."""
    bare = unmarked(text.strip())
    return f"{bare[:1].upper()}{bare[1:]}?" if bare else text


def appended(question: str, addition: str) -> str:
    """The question with something more before its question mark."""
    return as_question(f"{unmarked(question)} {addition}") if addition else question


def asked_again(fragment: str, previous: str) -> str:
    """The question before, asked with the fragment's question word: "Why?", "Since when?", "Who else?"."""
    asking, before = unmarked(fragment), unmarked(previous)
    if asking.lower() == "who else" and _WHO.match(before):
        return as_question(f"{asking}{before[3:]}")
    clause = _clause(before) if _AGAIN.fullmatch(asking) else None
    return as_question(f"{asking} {clause}" if clause else f"{before}, and {asking[:1].lower()}{asking[1:]}")


def _clause(question: str) -> str | None:
    """What stands behind the question word, from its auxiliary on, with what is counted as its subject."""
    opening = _OPENING.fullmatch(question)
    if opening:
        return opening["rest"][0].lower() + opening["rest"][1:]
    counted = _COUNTED.fullmatch(question)
    subject = next((it for it in phrases(question) if counted and it.start == counted.start("rest")), None)
    verb = _SAID_OF_THEM.match(question, subject.span.end + 1) if subject else None
    if subject is None or verb is None or subject.head in grammar.UNIT_WORDS - {"people"}:
        return None
    return f"{verb['verb']} {verb['there'] or ''}{subject.text} {question[verb.end() :]}"


def exchanged(fragment: str, previous: str) -> str | None:
    """The question before with each part of the fragment in the place of its like; None where it has nothing alike."""
    result: str | None = previous
    parts = [it for it in phrases(fragment) if not it.modifier]
    heads = {it.head for it in phrases(previous)} | _ONES
    if len(parts) > 1 and any(it.kind == "thing" and it.head not in heads for it in parts):
        # "What about the attacks in Syria?" opens another subject, and names it.
        return None
    for part in parts:
        within = [it for it in phrases(fragment) if it.modifier and part.span.contains(it.span)]
        result = _exchange(part, within, result) if result is not None else None
    return as_question(result) if parts and result is not None else None


def _exchange(part: Phrase, within: Sequence[Phrase], text: str) -> str | None:
    """The text with the part in; None where nothing in it is alike."""
    if is_past(part.text.lower()):
        # "And wounded?" asks for another deed: nothing that is named stands in its place.
        return None
    beside = _last(phrases(text), lambda it: it.preposition == part.preposition and not it.modifier)
    if part.preposition and beside and part.kind not in {"place", "date"} and beside.kind not in {"place", "date"}:
        return _put(text, beside.span, part.text)
    if part.kind == "thing" or (part.kind == "person" and part.head in grammar.PEOPLE_WORDS):
        return _thing(part, within, text)
    if part.kind == "place":
        return _nationality(part, text) if is_adjective(part.text) else _place(part, text)
    return _date(part, text) if part.kind == "date" else _name(part, text)


def _put(text: str, span: Span, new: str) -> str:
    return f"{text[: span.start]}{new}{text[span.end :]}"


def _with_preposition(phrase: Phrase, text: str) -> Span:
    before = text[: phrase.start].rstrip()
    return Span(len(before) - len(phrase.preposition), phrase.span.end) if phrase.preposition else phrase.span


def _last(found: Sequence[Phrase], fits: Callable[[Phrase], bool]) -> Phrase | None:
    return next((it for it in reversed(found) if fits(it)), None)


def _place(part: Phrase, text: str) -> str:
    found = [it for it in phrases(text) if it.kind == "place"]
    noun = _last(found, lambda it: not it.modifier and it.preposition in grammar.LOCATIVE) if part.preposition else None
    noun = noun or _last(found, lambda it: not it.modifier)
    if noun is not None:
        named = f"{part.preposition or noun.preposition} {part.text}" if noun.preposition else part.text
        return _put(text, _with_preposition(noun, text), named)
    if found:
        return _put(text, found[-1].span, _before_noun(part, found[-1]))
    group = None if part.preposition else _last(phrases(text), lambda it: it.kind == "group" and not it.modifier)
    return _put(text, group.span, part.text) if group else appended(text, f"{part.preposition or 'in'} {part.text}")


def _before_noun(part: Phrase, instead_of: Phrase) -> str:
    """The name as the other stands: "Syrian" for "Iraqi", "Syria" for the Iraq of "Iraq's"; both are one name to us."""
    bare = part.text.removeprefix("the ").removeprefix("The ")
    known = words(bare)[0].term.lower()
    nationalities = [name for name in NAMES.get(known, ()) if name.isalpha() and is_adjective(name)]
    return nationalities[0] if nationalities and is_adjective(instead_of.text) else bare


def _nationality(part: Phrase, text: str) -> str | None:
    """In "US troops", "the British" takes the place of the US; where none is told, it goes before what is asked about."""
    bare = part.text.removeprefix("the ").removeprefix("The ")
    found = phrases(text)
    told = _last(found, lambda it: it.kind == "place" and it.modifier)
    if told is not None:
        return _put(text, told.span, bare)
    noun = next((it for it in found if it.kind == "place" and not it.preposition), None)
    if noun is not None:
        return _put(text, noun.span, part.text)
    things = (it for it in found if it.kind in {"thing", "person"} and it.head not in grammar.UNIT_WORDS)
    thing = next((it for it in things if not it.text.startswith("the ")), None)
    return _put(text, Span(thing.start, thing.start), f"{bare} ") if thing else None


def _date(part: Phrase, text: str) -> str:
    told = _last(phrases(text), lambda it: it.kind == "date")
    on_its_own = not part.text[0].isdigit() and not part.text[0].isupper()
    usual = "" if on_its_own else "in"
    if told is None:
        return appended(text, f"{part.preposition or usual} {part.text}".strip())
    before = part.preposition or (usual if on_its_own and told.preposition == "in" else told.preposition or usual)
    return _put(text, _with_preposition(told, text), f"{before} {part.text}".strip())


_ALIKE: dict[str, tuple[str, ...]] = {
    "person": ("person", "name"),
    "group": ("group", "name", "place"),
    "name": ("name", "person", "group", "place"),
}


def _name(part: Phrase, text: str) -> str | None:
    """A name goes where one of its kind stands; where none does, something else is asked about."""
    found = [it for it in phrases(text) if not (it.kind == "place" and (it.modifier or it.preposition))]
    alike = (it for kind in _ALIKE[part.kind] for it in reversed(found) if it.kind == kind)
    target = next(alike, None)
    return _put(text, target.span, part.text) if target else None


def _thing(part: Phrase, within: Sequence[Phrase], text: str) -> str | None:
    if part.head in _ONES:
        return _ones(part, within, text)
    found = [it for it in phrases(text) if it.kind in {"thing", "person"} and not it.modifier]
    same = next((it for it in found if it.head == part.head), None)
    if same is None and any(it.text not in text for it in within):
        return None
    of_kind = [
        it for it in found if it.kind == part.kind and (not part.preposition or it.preposition == part.preposition)
    ]
    unlike = part.plural is False and part.text[:1].islower() and " " not in part.text
    of_kind = [it for it in of_kind if not (it.plural and unlike)]
    target = same or next(iter(of_kind), None) or (None if part.preposition else _actor(text))
    return _put(text, target.span, _fitted(part, target, text)) if target else None


def _actor(text: str) -> Phrase | None:
    """Who does it, where it is a country or a group: "When did the US invade …", "And the coalition?"."""
    acting = (it for it in phrases(text) if it.kind in {"place", "group"} and not it.modifier and not it.preposition)
    return next(acting, None)


def _ones(part: Phrase, within: Sequence[Phrase], text: str) -> str | None:
    if within:
        return _nationality(within[0], text)
    target = next((it for it in phrases(text) if it.kind == "thing"), None)
    if target is None:
        return None
    kind = part.text[: -len(part.head)].strip().removeprefix("the ")
    return _put(text, target.span, f"{kind} {target.head}".strip())


def _fitted(part: Phrase, target: Phrase, text: str) -> str:
    """Whose it is stays ("Iraq's minister", "Iraq's deputy"); what is counted has no article."""
    bare = part.text.removeprefix("the ").removeprefix("The ")
    owner = re.match(r".*['’]s? ", target.text)
    if owner and not re.search(r"['’]", part.text):
        return f"{owner.group()}{bare}"
    counted = text[: target.start].lower().split()[-1:]
    return bare if counted and counted[0] in grammar.COUNTING else part.text
