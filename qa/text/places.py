"""Know the places, bodies and events that news names in several ways, so that "American" and "U.S." count as one.

A capital is no name of its country: where it stands for the government, `qa.text.names.government` tells.
"""

from collections.abc import Iterator, Mapping

from qa.text.tables import Row, rows
from qa.text.words import folded_words


def _listed(row: Row, column: str) -> tuple[str, ...]:
    return tuple(row[column].split(", ")) if row[column] else ()


def _names(row: Row) -> tuple[str, ...]:
    return (row["name"], *_listed(row, "other_names"), *_listed(row, "demonyms"))


_COUNTRIES = rows("countries")
_BODIES = rows("bodies")

COUNTRIES: frozenset[str] = frozenset(row["name"].lower() for row in _COUNTRIES)
"""Canonical names of the countries and territories, in lower case."""

CONTINENTS: frozenset[str] = frozenset(row["name"].lower() for row in _BODIES if row["kind"] in {"continent", "region"})
"""Canonical names of the other places."""

EVENTS: frozenset[str] = frozenset(row["name"].lower() for row in _BODIES if row["kind"] == "event")
"""Canonical names of the events."""

NAMES: Mapping[str, tuple[str, ...]] = {row["name"].lower(): _names(row) for row in (*_COUNTRIES, *_BODIES)}
"""Canonical name in lower case to all names that mean it, nationalities too; capitals left out."""

DEMONYMS: frozenset[str] = frozenset(
    name.lower() for row in (*_COUNTRIES, *_BODIES) for name in _listed(row, "demonyms")
)
"""Nationalities and peoples, in lower case."""

ALIASES: Mapping[tuple[str, ...], str] = {
    folded_words(name): canonical for canonical, names in NAMES.items() for name in names
}
"""Every name above, as its words, folded, to its canonical name."""


def _capitals() -> Iterator[tuple[str, str]]:
    for row in _COUNTRIES:
        for capital in _listed(row, "capitals"):
            yield capital, row["name"].lower()


CAPITALS: Mapping[tuple[str, ...], str] = {folded_words(capital): country for capital, country in _capitals()}
"""Every capital, as its words, folded, to the canonical name of its country."""
