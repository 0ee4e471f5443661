"""Tell which outlets are one voice: feed labels of one publisher, outlets of one owner, and an agency by any of its names.

Fails closed: an outlet that no table has is a family of its own, by its whole name, and none is guessed from likeness. An
address proves nothing either, since aggregators print what others wrote.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qa.text.tables import Row, rows
from qa.text.words import folded_words

_COLUMNS = ("outlet", "family")


@dataclass(frozen=True, slots=True)
class OutletFamilies:
    """Families by the plain names of their outlets."""

    families: Mapping[str, str]
    agencies: frozenset[str]
    """Plain names of agencies: they are credited by those who print their stories."""

    def family(self, outlet: str) -> str:
        """Return the family of an outlet, its own plain name where none is known."""
        name = plain_name(outlet)
        return self.families.get(name, name)

    def agency(self, name: str) -> str | None:
        """Return the family of an agency; None: the name is none's."""
        plain = plain_name(name)
        return self.families[plain] if plain in self.agencies else None


def plain_name(name: str) -> str:
    """Return a name as it is compared: folded, without "the" before it and dots in it; where no letter is left, as it is."""
    words = [part for word in folded_words(name) for part in word.replace(".", "").split()]
    return " ".join(words[1:] if words[:1] == ["the"] else words) or name.strip()


def outlet_families(own: str = "") -> OutletFamilies:
    """Return the families of the package, and over them those of a table of the operator's own: `outlet`, tab, `family`.

    Raises:
        ValueError: a line of the table has no two columns; it says which.
    """
    table = [*rows("outlets"), *_own_rows(own)]
    families = {plain_name(row["outlet"]): plain_name(row["family"]) for row in table}
    return OutletFamilies(families, frozenset(_agencies(table)))


def _agencies(table: Iterable[Row]) -> Iterable[str]:
    return (plain_name(row["outlet"]) for row in table if row.get("kind") == "agency")


def _own_rows(text: str) -> Iterable[Row]:
    """Read the operator's table; a header, empty lines and those that begin with "#" are skipped."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter="\t", quoting=csv.QUOTE_NONE), [])]
        if not any(cells) or line.startswith("#") or tuple(cells[:2]) == _COLUMNS:
            continue
        if len(cells) not in (2, 3) or not all(cells[:2]):
            raise ValueError(f"line {number}: write an outlet, a tab and its family, as in BBC Sport\tBBC")
        yield dict(zip((*_COLUMNS, "kind"), cells, strict=False))
