"""Complete an elliptical question from the one before it: "Why?", "And in Syria?", "How many are in Syria?"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.answer.question.function_words import AUXILIARIES, LOCATIVE, PREPOSITIONS
from qa.answer.question.phrases import GROUPS, Phrase, outer_phrases, phrases
from qa.text.places import NAMES
from qa.text.tokens import tokens

_BEFORE = rf"(?:(?:{'|'.join(sorted(PREPOSITIONS))}) )"
_REPLACING = re.compile(
    rf"{_BEFORE}?(?:when|where|why|how|whom)\b.*|{_BEFORE}(?:what|which) (?!other\b).*", re.IGNORECASE
)
"""A question word that can take the place of the one before it."""
_REPLACEABLE = re.compile(
    rf"(?:{_BEFORE}?(?:when|where|why|how(?: long| soon)?|(?:what|which) (?:year|month|day|date))(?: exactly)? )?"
    rf"(?P<rest>(?:{'|'.join(sorted(AUXILIARIES, key=len, reverse=True))})\b.*)"
    rf"|(?:how many|how much|which) (?P<counted>.+?) (?P<verb>is|are|was|were)(?: there)? (?P<predicate>.+)",
    re.IGNORECASE,
)
"""A question whose question word can be replaced, since a whole clause follows: "When did …", "How many troops are …"."""
_HOW_MANY = re.compile(r"(?<=how (?:many|much))( of them)?", re.IGNORECASE)
_MOST = 4  # parts of a fragment: one with more is a question of its own
_ALIKE = frozenset(
    "person-name group-name group-place name-person name-group name-place role-thing thing-role place-group".split()
)
"""What may take the place of what, besides what is of its own kind."""


def ask_again(question_word: str, previous: str) -> str:
    """The previous question, asked with this question word: "Why?", "Since when?", "By how many votes?"."""
    match = _REPLACEABLE.fullmatch(previous) if _REPLACING.fullmatch(question_word) else None
    if match is None:
        return f"{previous}, and {question_word[:1].lower()}{question_word[1:]}"
    clause = match["rest"] or f"{match['verb']} {match['counted']} {match['predicate']}"
    return f"{question_word} {clause[:1].lower()}{clause[1:]}"


def count_again(question: str, previous: str) -> str:
    """The question with the noun that the previous one counts, if it counts: "How many troops are in Syria?"."""
    counted = next((phrase for phrase in outer_phrases(previous) if phrase.lead in {"many", "much"}), None)
    return _HOW_MANY.sub(f" {counted.text}", question, count=1) if counted else question


def substitute(fragment: str, previous: str, *, continues: bool) -> str | None:
    """The previous question with each part of the fragment in the place of its like; None where it has nothing alike.

    `continues`: the fragment opens with "and" or "what about".
    """
    noun = next((phrase.head for phrase in outer_phrases(previous) if phrase.kind in {"thing", "role"}), "ones")
    parts = outer_phrases(re.sub(r"\bones?\b", noun, fragment))
    if not 0 < len(parts) <= _MOST or _opens_subject(parts, previous, continues=continues):
        return None
    question: str | None = previous
    for part in parts:
        question = question and _put_in(part, question)
    return question


def _opens_subject(parts: Sequence[Phrase], previous: str, *, continues: bool) -> bool:
    """Whether a fragment names a subject of its own: "What about the attacks in Syria?"."""
    heads = {phrase.head for phrase in phrases(previous)}
    new = [part for part in parts if part.kind not in {"place", "date"} and part.head not in heads]
    return bool(new) and (len(parts) > 1 or (new[0].kind == "thing" and not continues))


def _put_in(part: Phrase, question: str) -> str | None:
    """The question with the part in the slot of its like, or at its end where it tells a time or place; else None."""
    slots = [phrase for phrase in phrases(question) if _fits(part, phrase)]
    if not slots:
        return _put_at_end(part, question)
    slot = max(slots, key=lambda slot: _likeness(part, slot))
    start, wording = slot.start, _wording(part, slot)
    if slot.preposition and not slot.modifier and (part.preposition or _is_adverb(part)):
        start -= len(f"{slot.preposition} ")
        wording = f"{part.preposition} {wording}".strip()
    return f"{question[:start]}{wording}{question[slot.span.end :]}"


def _put_at_end(part: Phrase, question: str) -> str | None:
    """The question with a time or place that it lacks: "… in Iraq in 2023"."""
    if part.kind != "date" and (part.kind != "place" or part.adjective):
        return None
    return f"{question} {part.text}" if _is_adverb(part) else f"{question} {part.preposition or 'in'} {part.text}"


def _is_adverb(part: Phrase) -> bool:
    """A time that needs no preposition: "yesterday", "last year"."""
    return part.kind == "date" and part.text[0].islower()


def _wording(part: Phrase, slot: Phrase) -> str:
    """The part as its slot needs it: without an article, as an adjective ("Iranian"), or with the slot's owner ("Iraq's …")."""
    owner = re.match(r".*['’]s ", slot.text) if part.kind in {"thing", "role"} and "'" not in part.text else None
    if owner:
        return f"{owner.group()}{part.bare}"
    text = part.bare if slot.modifier or slot.lead in {"many", "much", "which"} else part.text
    return _as_adjective(part) or text if slot.adjective and slot.modifier else text


def _as_adjective(part: Phrase) -> str | None:
    """The adjective of a country that is named: "Iranian" for "Iran"."""
    if part.kind != "place" or part.adjective:
        return None
    names = NAMES.get(tokens(part.bare)[-1].term.lower(), ())
    return next((name for name in names if name.isalpha() and part._replace(text=name).adjective), None)


def _fits(part: Phrase, slot: Phrase) -> bool:
    """Whether a part of a fragment can stand where a phrase of the previous question stands."""
    if slot.modifier:
        return _fits_modifier(part, slot)
    same_preposition = part.preposition == slot.preposition
    if part.head == slot.head or (same_preposition and part.preposition not in LOCATIVE | {""}):
        return (part.kind == "date") == (slot.kind == "date")
    if part.kind in {"place", "date"}:
        return slot.kind == part.kind or (same_preposition and _are_alike(part, slot))
    return _fits_noun(part, slot) if part.kind in {"thing", "role"} else _fits_name(part, slot)


def _are_alike(part: Phrase, slot: Phrase) -> bool:
    return part.kind == slot.kind or f"{part.kind}-{slot.kind}" in _ALIKE


def _fits_modifier(part: Phrase, slot: Phrase) -> bool:
    """A name for a name within a phrase: "British" for "US" in "US troops", "of Syria" for "of Iraq"."""
    plain = part.text == part.bare or part.kind == "place"
    of_name = slot.named and slot.preposition == part.preposition == "of"
    return of_name or (plain and _are_alike(part, slot))


def _fits_noun(part: Phrase, slot: Phrase) -> bool:
    """Plural for plural ("advisors" for "troops"), and whoever acts for whoever acts ("the coalition" for "the US")."""
    acts = part.head in GROUPS and slot.kind in {"place", "group"} and not slot.preposition
    return not part.preposition and (acts or (part.plural == slot.plural and _are_alike(part, slot)))


def _fits_name(part: Phrase, slot: Phrase) -> bool:
    """Name for name, with the same preposition: "al-Sudani" for "Lloyd Austin"."""
    # "Real Madrid" reads as a person's name does.
    team = {part.kind, slot.kind} == {"group", "person"} and part.bare == part.text and slot.bare == slot.text
    same_preposition = part.preposition == slot.preposition
    placed = same_preposition or (not part.preposition and slot.kind == part.kind)
    return placed and (team or _are_alike(part, slot))


class _Likeness(NamedTuple):
    """How like a part and a slot are: what counts most comes first."""

    same_preposition: bool
    same_head: bool
    same_kind: bool
    same_form: bool
    """An adjective for a modifier, or neither."""
    same_place: bool
    order: int
    """Of things the first is taken, and of names the last."""


def _likeness(part: Phrase, slot: Phrase) -> _Likeness:
    same_preposition = part.preposition == slot.preposition
    return _Likeness(
        same_preposition=same_preposition and bool(part.preposition),
        same_head=slot.head == part.head,
        same_kind=slot.kind == part.kind,
        same_form=slot.modifier == part.adjective,
        same_place=same_preposition or (not part.preposition and part.kind == "place"),
        order=-slot.start if part.kind in {"thing", "role"} else slot.start,
    )
