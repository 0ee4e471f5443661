"""Turns what was spoken of and a question's words into the question with what it lacks: names, places, dates, the matter."""

from collections.abc import Iterator, Sequence

from qa.answer import grammar
from qa.answer.exchange import appended
from qa.answer.phrases import Phrase, phrases
from qa.answer.question import read_question
from qa.answer.references import open_references
from qa.answer.words import content

_NAMES = frozenset({"person", "group", "name"})


def fit_outer(phrase: Phrase) -> bool:
    """Whether a phrase stands for itself and is no mere unit ("in which year")."""
    return not phrase.modifier and (phrase.head not in grammar.UNIT_WORDS or phrase.head == "people")


def with_lacking(named: str, question: str, spoken: Sequence[Phrase], *, unnamed: bool) -> str:
    """What was spoken of and is not named yet, so that retrieval and the check of names see it."""
    lacking = list(_lacking(named, question, spoken, unnamed=unnamed))
    # Behind what has no name they would seem to belong to it: "that in Iraq".
    found = open_references(question)
    apart = unnamed and (not found or any(it.target == "said" for it in found))
    settings = [it for it in lacking if _tells_setting(it) and not apart]
    others = [it for it in lacking if it not in settings]
    around = " ".join(f"{it.preposition} {it.text}" for it in settings)
    listed = ", ".join(it.text for it in others)
    return appended(appended(named, around), f"({listed})" if listed else "")


def _tells_setting(phrase: Phrase) -> bool:
    of_setting = phrase.preposition if phrase.kind in {"place", "date"} else phrase.preposition in grammar.LOCATIVE
    return bool(of_setting)


def _lacking(named: str, question: str, spoken: Sequence[Phrase], *, unnamed: bool) -> Iterator[Phrase]:
    told = set(content(named))
    kinds = _own_kinds(question)
    thing = next((it for it in spoken if it.kind == "thing" and fit_outer(it)), None) if unnamed else None
    for phrase in spoken:
        names = phrase.kind != "thing" and group_of(phrase) not in kinds
        if not (names or phrase == thing) or phrase.terms <= told:
            continue
        whole = next((it for it in spoken if not it.modifier and it.span.contains(phrase.span)), phrase)
        told |= whole.terms
        yield whole


def _own_kinds(question: str) -> set[str]:
    """Kinds that the question itself names or asks for: nothing of these is added to it."""
    told = (it for it in phrases(question) if not it.modifier and it.head not in grammar.PEOPLE_WORDS)
    own = {group_of(it) for it in told}
    return own | ({"date"} if read_question(question).wanted == "date" else set())


def group_of(phrase: Phrase) -> str:
    """Its kind, as far as one of a kind is enough: who acts and where it happens are two."""
    if phrase.kind == "place" and phrase.preposition in grammar.LOCATIVE:
        return "where"
    return "name" if phrase.kind in _NAMES else phrase.kind
