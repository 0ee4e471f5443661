"""Inflect lemmas, and read written words back into lemmas, by the tables and rules of lemminflect."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from lemminflect import getAllLemmas, getInflection, getLemma

Form = Literal["base", "s", "past", "done", "ing"]
"""`s` is a plural or a third person; `done` the past participle."""

_TAGS: Mapping[tuple[str, Form], str] = {
    ("n", "s"): "NNS",
    ("v", "s"): "VBZ",
    ("v", "past"): "VBD",
    ("v", "done"): "VBN",
    ("v", "ing"): "VBG",
}
"""Of the Penn Treebank, by part of speech and form."""
_WORDS = {"n": "NOUN", "v": "VERB"}
_USUAL = {
    ("bear", "VBN"): "borne",
    ("broadcast", "VBD"): "broadcast",
    ("congressman", "NNS"): "congressmen",
    ("forecast", "VBD"): "forecast",
    ("lie", "VBN"): "lain",
    ("light", "VBN"): "lit",
    ("person", "NNS"): "people",
    ("quit", "VBN"): "quit",
    ("sting", "VBG"): "stinging",
    ("wake", "VBN"): "woken",
}
"""What newspapers write where lemminflect prefers, or only has, another form."""


@cache
def inflect(lemma: str, form: Form, pos: str = "v") -> str:
    """The form of a verb, or of a noun where `pos` is n; one that is in no table is inflected by rule."""
    if form == "base":
        return lemma
    tag = _TAGS[pos, form]
    return _USUAL.get((lemma, tag)) or str(getInflection(lemma, tag)[0])


@cache
def lemmas(word: str) -> tuple[tuple[str, Form], ...]:
    """The lemmas that a word in lower case may be a form of, itself among them."""
    by_pos = getAllLemmas(word)
    forms: list[tuple[str, Form]] = [(word, "base")]
    for (pos, form), tag in _TAGS.items():
        for lemma in by_pos.get(_WORDS[pos], ()):
            # A plural like its singular ("sheep") is read as the singular.
            if word != lemma or form != "s":
                known = (*getInflection(lemma, tag), _USUAL.get((lemma, tag)))
                forms += [(lemma, form)] if word in known else []
    return tuple(dict.fromkeys(forms))


@cache
def infinitive(past: str) -> str:
    """The infinitive of a verb's past form; of several the likeliest ("found" is of "find")."""
    return str(getLemma(past, "VERB")[0])
