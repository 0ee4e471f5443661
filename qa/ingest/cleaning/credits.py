"""Read who wrote an article, and when it was published, in the credits that it prints."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qa.domain.article import Span
from qa.ingest.cleaning.patterns import patterns
from qa.ingest.cleaning.wording import core_of, is_date_and_time

LONGEST = 600
"""Characters of a credit that are looked at."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH},? (?P<year>\d{{4}})\b",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b",
        r"\b(?P<day>1[3-9]|2\d|3[01])[./](?P<number>\d{1,2})[./](?P<year>\d{4})\b",
        r"\b(?P<number>\d{1,2})/(?P<day>1[3-9]|2\d|3[01])/(?P<year>\d{4})\b",
    )
)
"""No figures that could be read in two ways: 03/04/2024 is April in one place and March in another."""
_UPDATED = re.compile(r"\b(?:updated|modified|edited)\b", re.IGNORECASE)
_AND = re.compile(r",? (?:and|&) ", re.IGNORECASE)
_BETWEEN = re.compile(r",? and |,? & |, ", re.IGNORECASE)
_PLACE = re.compile(r" (?:in|for|at|of|from|on|with)(?: .*)?$")
_BEHIND = re.compile(r"[|·•–—]| - ")
_MOST_WORDS = 5
_ELIDED = re.compile(r"[dlo]['’][^\W\d_a-z]")
"""How a surname begins that has its capital behind what belongs to it: "Frances d'Emilio"."""


@dataclass(frozen=True, slots=True)
class Credited:
    """What credits tell: the authors in the order of their names, and the day of publication."""

    authors: tuple[str, ...] = ()
    published_on: date | None = None


def credited(lines: Iterable[str]) -> Credited:
    """Return what the lines of an article's credits tell; who edited, translated or photographed is no author."""
    authors: dict[str, None] = {}
    published: date | None = None
    for line in lines:
        core = core_of(line[:LONGEST])
        authors |= dict.fromkeys(span.of(core) for span in makers(core))
        published = published or _publication(core)
    return Credited(tuple(authors), published)


def makers(credit: str) -> list[Span]:
    """Return where the names of those who wrote the article stand in a credit; "By A, B" leaves open whether B is a person."""
    match = patterns().phrases.makers.match(credit)
    if match is None:
        return []
    reports = "report" in match.group()[: match.start("names") - match.start()].lower()
    return list(_listed(credit, match.start("names"), match.end("names"), all_names=reports))


def _listed(text: str, start: int, end: int, *, all_names: bool) -> Iterator[Span]:
    """Yield the names of a list: those before its last "and", and the one behind it; else only the first."""
    conjunctions = list(_AND.finditer(text, start, end))
    last = conjunctions[-1] if conjunctions else None
    for begin, until in _parts(text, start, end):
        name = _PLACE.sub("", text[begin:until].rstrip(" ."))
        if _is_person(name):
            yield Span(begin, begin + len(name))
        if not all_names and begin >= (last.end() if last else start):
            return


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the parts between commas and conjunctions stand."""
    for match in _BETWEEN.finditer(text, start, end):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < end:
        yield start, end


def _is_person(name: str) -> bool:
    words = name.split()
    if not 2 <= len(words) <= _MOST_WORDS or not (words[0][0].isupper() and _is_surname(words[-1])):  # noqa: PLR2004 of two words
        return False
    return all(map(_may_be_of_name, words)) and not any(map(str.isdigit, name))


def _is_surname(word: str) -> bool:
    return word[0].isupper() or _ELIDED.match(word) is not None


def _may_be_of_name(word: str) -> bool:
    known = patterns().words
    fits = _is_surname(word) or word in known.particles or word.startswith("al-")
    return fits and word.lower() not in known.no_makers


def _publication(credit: str) -> date | None:
    """Return the day that a credit gives as the publication's: behind the word for it, or behind the writer's name alone."""
    if patterns().phrases.publication_label.match(credit):
        updated = _UPDATED.search(credit)
        return printed_date(credit[: updated.start()] if updated else credit)
    names = makers(credit)
    if not names:
        return None
    behind = credit[names[-1].end :].lstrip(" ,.|·•–—-")
    part = next((part.strip(" ,.") for part in _BEHIND.split(behind) if printed_date(part)), "")
    return printed_date(part) if is_date_and_time(part) and not _UPDATED.search(part) else None


def printed_date(text: str) -> date | None:
    """Return the first day in a short text that is given with its year and can be read in one way only."""
    for pattern in _DATES:
        match = pattern.search(text[:LONGEST])
        if match:
            parts = match.groupdict()
            month = int(parts["number"]) if "number" in parts else _MONTHS.index(parts["month"].lower()) + 1
            try:
                return date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:  # no such day: 31 June
                return None
    return None
