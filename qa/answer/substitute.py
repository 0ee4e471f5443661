"""Turns a question with open references into one that names what they point at, and adds what else it lacks.

What is put in stands in the question before or in its answer, letter by letter. Where nothing fits for sure, the question
keeps its word and what was spoken of is named behind it in brackets.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from qa.answer import grammar
from qa.answer.lacking import fit_outer, group_of, with_lacking
from qa.answer.nominals import meant
from qa.answer.phrases import Phrase, phrases
from qa.answer.question import read_question
from qa.answer.references import Reference, open_references
from qa.answer.words import content, words

_COUNT = re.compile(r"(?P<asking>how many)(?: of them)?\b", re.IGNORECASE)
_PARTICLE = re.compile(r" (?P<word>out|up|off|down)\b")
_SETTINGS = grammar.PLACE_WORDS | grammar.TIME_WORDS
_OF_GROUP = frozenset("group company party team club organisation organization union bank agency".split())


@dataclass(frozen=True, slots=True)
class Before:
    """What was spoken of before a question."""

    question: tuple[Phrase, ...]
    answer: tuple[Phrase, ...]
    asks_who: bool
    """Whether the answer tells who: it is the answer that "he" points at."""

    @classmethod
    def read(cls, question: str, answer: str) -> "Before":
        """The phrases of a question that stands on its own, and of the opening of its answer."""
        return cls(phrases(question), phrases(answer), read_question(question).wanted == "person")

    def first(self, *fits: Callable[[Phrase], bool]) -> Phrase | None:
        """The first that fits: in the question before the answer, and by the first test before the next."""
        found = (it for part in (self.question, self.answer) for fit in fits for it in part if fit(it))
        return next(found, None)

    def asked(self, fits: Callable[[Phrase], bool]) -> Phrase | None:
        """The first of the question that fits."""
        return next((it for it in self.question if fit_outer(it) and fits(it)), None)


def named_for(question: str, before: Before) -> str:
    """The question with its references replaced, and with what it lacks."""
    news = [_named(it, question, before) for it in open_references(question)]
    named = replaced(question, before)
    if news and None not in news and not meant(question):
        # "Who is he?" asks for nothing but him.
        return named
    return with_lacking(named, question, before.question, unnamed=None in news or _names_no_matter(question))


def replaced(question: str, before: Before) -> str:
    """The question with its references replaced where something fits."""
    named = question
    for reference in reversed(open_references(question)):
        new = _named(reference, question, before)
        if new is not None:
            rest = named[reference.span.end :]
            particle = _PARTICLE.match(rest)
            # "Carried them out" would become "carried the attacks out".
            new = f"{particle['word']} {new}" if particle else new
            named = f"{named[: reference.start]}{new}{rest[particle.end() if particle else 0 :]}"
    return named


def counted_for(question: str, before: Before) -> str:
    """The question with the noun that it leaves out: "How many are in Syria?"."""
    thing = before.asked(lambda it: it.kind == "thing")
    if thing is None:
        return with_lacking(question, question, before.question, unnamed=True)
    bare = thing.text.removeprefix("the ")
    named = _COUNT.sub(lambda it: f"{it['asking']} {bare}", question, count=1)
    return with_lacking(named, question, before.question, unnamed=False)


def _named(reference: Reference, question: str, before: Before) -> str | None:
    """What goes into a reference's place; None where nothing is sure."""
    if reference.target == "place":
        return _place(reference, question, before)
    if reference.target == "time":
        return _time(reference, question, before)
    target = _noun(reference, before) if reference.target == "noun" else _target(reference, before)
    if target is None:
        return None
    text = _definite(target)
    if reference.owner:
        return text if reference.text.lower() in {"hers", "theirs"} else _whose(text)
    return f"{text}{_where(target, question, before)}" if reference.target in {"things", "thing", "noun"} else text


def _names_no_matter(question: str) -> bool:
    """Whether nothing tells what it is about: "Who was killed?", "What happened there?"."""
    found = open_references(question)
    pointed = {term for it in found for term in content(it.text)}
    settings = all(it.target in {"place", "time"} or words(it.text)[-1].text.lower() in _SETTINGS for it in found)
    return settings and len(set(meant(question)) - pointed) <= 1


def _whose(text: str) -> str:
    return f"{text}'" if text.endswith("s") and not text.isupper() else f"{text}'s"


def _definite(phrase: Phrase) -> str:
    """What was new when it was spoken of is known now, and a word that opened a sentence opens none any more."""
    article, _, rest = phrase.text.partition(" ")
    if article.lower() in grammar.ARTICLES and rest:
        return f"the {rest}"
    opened = phrase.start == 0 and phrase.kind == "thing" and not words(phrase.text)[0].named
    return f"{phrase.text[0].lower()}{phrase.text[1:]}" if opened and not article.isupper() else phrase.text


def _where(target: Phrase, question: str, before: Before) -> str:
    """Where they are (" in Iraq"), which tells which are meant, unless the question tells a place."""
    told = any(group_of(it) == "where" for it in phrases(question))
    if (
        told
        or target not in before.question
        or target.kind != "thing"
        or any(it.target == "place" for it in open_references(question))
    ):
        return ""
    beside = before.asked(lambda it: it.start - target.span.end == len(f" {it.preposition} ") and it.kind == "place")
    within = before.asked(
        lambda it: it.kind == "place" and it.preposition in grammar.LOCATIVE and it.start > target.start
    )
    place = beside if beside or not target.plural else within
    return f" {place.preposition} {place.text}" if place else ""


def _person(before: Before) -> Phrase | None:
    named, titled, perhaps = _is_named_person, _is_titled_person, _is_name
    told = replace(before, question=before.answer, answer=before.question)
    if before.asks_who and not any(named(it) or titled(it) for it in before.question):
        return told.first(named, titled, perhaps)
    return before.first(named, titled, perhaps)


def _is_named_person(phrase: Phrase) -> bool:
    return phrase.kind == "person" and phrase.head not in grammar.PEOPLE_WORDS


def _is_titled_person(phrase: Phrase) -> bool:
    return phrase.kind == "person" and not phrase.plural


def _is_name(phrase: Phrase) -> bool:
    return phrase.kind == "name"


def _things(before: Before) -> Phrase | None:
    return before.first(
        lambda it: it.plural and fit_outer(it) and it.kind in {"thing", "person"},
        lambda it: it.kind == "group",
        lambda it: it.kind == "name" and not it.modifier,
    )


def _is_singular(phrase: Phrase) -> bool:
    return fit_outer(phrase) and not phrase.plural and phrase.kind in {"thing", "group", "place", "name"}


def _thing(before: Before) -> Phrase | None:
    """Of the answer only what it opens with: what else it speaks of is too much to choose from."""
    return before.asked(_is_singular) or next((it for it in before.answer[:1] if _is_singular(it)), None)


def _target(reference: Reference, before: Before) -> Phrase | None:
    """What is acted on was most often so before: the treaty of "When did the UN adopt the treaty?"."""
    things = [it for it in before.question if reference.acted_on and it.kind == "thing" and _is_singular(it)]
    return things[-1] if things else _TARGETS[reference.target](before)


def _said(_: Before) -> None:
    """What somebody said has no name."""


_TARGETS: dict[str, Callable[[Before], Phrase | None]] = {
    "person": _person,
    "things": _things,
    "thing": _thing,
    "said": _said,
}


def _noun(reference: Reference, before: Before) -> Phrase | None:
    """For "that country" and "these talks": what has the same head, or else what is of that kind."""
    head = words(reference.text)[-1]
    noun = head.text.lower()
    same = before.first(lambda it: not it.modifier and words(it.head)[0].term == head.term)
    if same is not None and noun not in grammar.UNIT_WORDS | grammar.PLACE_WORDS:
        return same
    if noun in grammar.PLACE_WORDS:
        return before.first(lambda it: it.kind == "place" and not it.modifier, lambda it: it.kind == "place")
    if noun in grammar.PEOPLE_WORDS:
        return _person(before)
    if noun in grammar.TIME_WORDS:
        return before.first(lambda it: it.kind == "date")
    return before.first(lambda it: it.kind == "group", lambda it: it.kind == "name") if noun in _OF_GROUP else None


def _where_it_was(before: Before) -> Phrase | None:
    """The last place of the question, by preference one that things happen in; whose minister it is tells the least."""
    spoken = [it for part in (before.answer, before.question) for it in part if it.kind == "place"]
    nouns = [it for it in spoken if not it.modifier]
    asked = [it for it in nouns if it in before.question]
    told = (
        [it for it in asked if it.preposition in grammar.LOCATIVE],
        asked,
        [it for it in nouns if it.preposition in grammar.LOCATIVE],
        nouns,
        spoken,
        [it for it in before.question if it.kind == "name"],
    )
    return next((places[-1] for places in told if places), None)


def _place(reference: Reference, question: str, before: Before) -> str | None:
    target = _where_it_was(before)
    if target is None:
        return None
    preceding = [word.text.lower() for word in words(question[: reference.start])]
    if preceding and preceding[-1] in grammar.PREPOSITIONS:
        return target.text
    if any(word in grammar.MOTION for word in preceding):
        return f"to {target.text}"
    return f"{target.preposition if target.preposition in grammar.LOCATIVE else 'in'} {target.text}"


def _time(reference: Reference, question: str, before: Before) -> str | None:
    target = before.first(lambda it: it.kind == "date")
    if target is None:
        return None
    preceding = [word.text.lower() for word in words(question[: reference.start])]
    if preceding and preceding[-1] in grammar.PREPOSITIONS:
        return target.text
    return f"{target.preposition or 'in'} {target.text}"
