"""Make minimal edits of a sentence that falsify it or leave it unsupported, at most one of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from training.edits import Rule, Setting
from training.edits_figures import date, number, unit
from training.edits_logic import modality, negation, quantifier
from training.edits_names import addition, name, place, roles, speaker
from training.edits_words import antonym, gender, sibling
from training.names import article_names, names, surnames
from training.text import is_declarative
from training.wordnet import WordNet


@dataclass(frozen=True, slots=True)
class Edit:
    """A sentence that no longer follows from the one it was made of, and the rule that made it."""

    text: str
    kind: str


_RULES: dict[str, Rule] = {
    "number": number,
    "unit": unit,
    "date": date,
    "name": name,
    "place": place,
    "negation": negation,
    "modality": modality,
    "quantifier": quantifier,
    "speaker": speaker,
    "antonym": antonym,
    "sibling": sibling,
    "roles": roles,
    "addition": addition,
    "gender": gender,
}


def falsifications(sentence: str, others: Sequence[str], wordnet: WordNet, random: Random) -> list[Edit]:
    """The edits of one sentence; `others` are sentences of its article, for names and circumstances.

    A heading or a question states nothing and has no edits.
    """
    if not is_declarative(sentence):
        return []
    other_names = article_names(others)
    people = surnames(other_names)
    own = names(sentence, people | surnames(names(sentence)))
    setting = Setting(sentence, others, own, other_names, wordnet, random)
    edits = [(rule(setting), kind) for kind, rule in _RULES.items()]
    return [Edit(text, kind) for text, kind in edits if text and text != sentence]
