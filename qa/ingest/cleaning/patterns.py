"""Load `patterns.toml`, the phrases by which page furniture is recognised, and compile them."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

from qa.domain.article import RegionKind

_REFERENCE = re.compile(r"<<(\w+)>>")
_Entry = Mapping[str, Any]
"""One table of an array of tables, as the TOML library gives it."""


class Family(NamedTuple):
    """The expressions that make a paragraph one kind of furniture, as one expression."""

    kind: RegionKind
    pattern: re.Pattern[str]


class Mention(NamedTuple):
    """A sentence of one kind by what it mentions; it holds `hint` in lower case, which is quicker to look for."""

    hint: str
    kind: RegionKind
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Words:
    """Lists of words in lower case; the file says what each is for."""

    sharing: frozenset[str]
    footer: frozenset[str]
    connectives: frozenset[str]
    particles: frozenset[str]
    no_makers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Single expressions; the file says what each is for and what it matches."""

    reported_speech: re.Pattern[str]
    credit: re.Pattern[str]
    makers: re.Pattern[str]
    publication_label: re.Pattern[str]
    contact: re.Pattern[str]
    public_office: re.Pattern[str]
    biography: re.Pattern[str]
    timestamp_label: re.Pattern[str]
    date_word: re.Pattern[str]
    full_date: re.Pattern[str]
    caption: re.Pattern[str]
    label_end: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The file's sections, compiled without regard to case, in the file's order."""

    words: Words
    phrases: Phrases
    labels: tuple[Family, ...]
    openings: tuple[Family, ...]
    mentions: tuple[Mention, ...]
    edge: tuple[Family, ...]
    trailing: tuple[Family, ...]


@cache
def patterns() -> Patterns:
    """Return the patterns of the package; the first call compiles them, which takes some 70 ms."""
    return parse(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def kind_of(families: Iterable[Family], text: str) -> RegionKind | None:
    """Return the kind of the first family that matches the whole text."""
    for kind, pattern in families:
        if pattern.fullmatch(text):
            return kind
    return None


def parse(document: str) -> Patterns:
    """Compile the patterns of a TOML document of the form of `patterns.toml`.

    Raises:
        ValueError: the document is not TOML, or gives a pattern a kind that no region of an article has.
        KeyError: a section, a part of an entry or a fragment is missing.
        TypeError: a word list or a phrase is missing, or is one that the code does not use.
        re.error: an expression is not valid.
    """
    sections = tomllib.loads(document)
    fragments: dict[str, str] = {}
    for name, text in sections["fragments"].items():
        fragments[name] = _expand(text, fragments)
    return Patterns(
        words=Words(**{name: frozenset(words) for name, words in sections["words"].items()}),
        phrases=Phrases(**{name: _compile(_expand(text, fragments)) for name, text in sections["phrases"].items()}),
        labels=_families(sections["labels"], fragments, _any_of),
        openings=_families(sections["openings"], fragments, _any_of),
        mentions=tuple(
            Mention(entry["hint"], _kind(entry["kind"]), _compile(_expand(entry["pattern"], fragments)))
            for entry in sections["mentions"]
        ),
        edge=_families(sections["edge"], fragments, _any_of),
        trailing=_families(sections["trailing"], fragments, _any_at_end_of),
    )


def _families(
    entries: Iterable[_Entry], fragments: Mapping[str, str], combine: Callable[[Iterable[str]], str]
) -> tuple[Family, ...]:
    return tuple(
        Family(_kind(entry["kind"]), _compile(combine(_expand(text, fragments) for text in entry["patterns"])))
        for entry in entries
    )


def _any_of(expressions: Iterable[str]) -> str:
    return "|".join(f"(?:{expression})" for expression in expressions)


def _any_at_end_of(expressions: Iterable[str]) -> str:
    return rf"(?<= )(?:{'|'.join(expressions)})$"


def _expand(text: str, fragments: Mapping[str, str]) -> str:
    """Join the lines of an expression and put in the fragments that it refers to."""
    expression = "".join(line.strip() for line in text.splitlines())
    return _REFERENCE.sub(lambda reference: fragments[reference[1]], expression)


def _compile(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _kind(name: str) -> RegionKind:
    kinds: tuple[RegionKind, ...] = get_args(RegionKind)
    for kind in kinds:
        if kind == name:
            return kind
    raise ValueError(f"{name!r} is no kind of region; the kinds are {', '.join(kinds)}")
