"""Make articles of the items of a feed or of an agency's document; what they state is untrusted."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.domain.article import WITHOUT_END, ArticleId, FieldOrigin, Metadata
from qa.errors import InputError
from qa.ingest.readers.article_fields import checked_text
from qa.ingest.readers.ids import article_id, distinct_id
from qa.ingest.readers.metadata import CheckedMetadata, Fields, check_suggested
from qa.ingest.readers.raw_article import Note, RawArticle, ReadResult
from qa.ingest.readers.safe_text import safe_line
from qa.ingest.report import FileProblem

_UNKNOWN = Metadata()
_SHOWN = 80
"""Characters of an item's name that a note shows."""
NO_TEXT = (
    "holds links and dates and no text of articles; add it with `qa feeds add` and set QA_FEEDS__ARTICLES=true to read "
    "the pages behind its links"
)


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed or an agency says of one article; empty is unknown."""

    name: str
    """Its guid, id or uri, which its later versions have as well."""
    text: str
    fields: Fields
    """As they are stated, by their names in `Metadata`."""
    page: str | None = None
    """The markup that `text` was read from."""
    version: int = 0
    is_summary: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """The items of one document."""

    items: Sequence[Item]
    origin: FieldOrigin
    key: str | None
    """What tells the feed from others, where its items' names are its own; None: their names are the world's."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from."""

    name: str
    """As notes call it."""
    origin: str
    """As articles keep it."""
    stated: Metadata = _UNKNOWN
    """What is said beside the document of all its items."""
    key: str | None = None
    """What tells a subscribed feed from others: then nothing that a document says of itself counts for that."""


def raw_articles(found: Items, place: Source) -> Iterator[ReadResult]:
    """Yield an article for each item that has a text or may not be used, and what is to be said of them.

    Of items with one name the latest version counts, and of equals the first: feeds begin with the newest.

    Raises:
        InputError: no item has a text.
    """
    items = _latest(found.items)
    texts = 0
    for item in items:
        result = _article(item, found, place)
        if isinstance(result, RawArticle):
            texts += 1
        if result is not None:
            yield from (Note(place.name, note) for note in _notes(item, found.origin))
            yield result
    if items and not texts:
        raise InputError(NO_TEXT)
    yield from (Note(place.name, told) for told in _counted(found.items, items))


def _latest(items: Iterable[Item]) -> list[Item]:
    latest: dict[str, Item] = {}
    for item in items:
        name = named(item)
        if name not in latest or item.version > latest[name].version:
            latest[name] = item
    return list(latest.values())


def named(item: Item) -> str:
    """Return what the item is called; where it has no name its address, its title or a digest of its text is one."""
    stated = (item.name, item.fields.get("url"), item.fields.get("title"))
    digest = hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()
    return next((name.strip() for name in stated if isinstance(name, str) and name.strip()), f"text-{digest[:16]}")


def identity_of(item: Item, key: str | None) -> ArticleId:
    """Return the id of an item's article; `key` as in `Source`."""
    return _identity(named(item), key)


def _article(item: Item, found: Items, place: Source) -> RawArticle | FileProblem | None:
    """Return the article, what is wrong with it, or None where there is no text to read."""
    metadata = _checked(item, found.origin).metadata.completed(place.stated)
    name, withdrawn = named(item), metadata.status in {"withheld", "canceled"}
    if not item.text.strip() and not withdrawn:
        return None
    try:
        text = "" if withdrawn else checked_text(item.text)
    except InputError as error:
        return FileProblem(place.name, f"{_shown(name)}: {error}")
    page = None if withdrawn else item.page
    identity = _identity(name, place.key or found.key)
    return RawArticle(identity, text, metadata, f"{place.origin}#{safe_line(name)}", page, stated_id=True)


def _identity(name: str, key: str | None) -> ArticleId:
    """Return the id, the same for each version; an item of one feed never takes the place of another feed's."""
    bare = name.split("://", 1)[1] if name.lower().startswith(("http://", "https://")) else name
    identity = article_id(bare)
    return identity if key is None else distinct_id(identity, f"{key}#{name}")


def _checked(item: Item, origin: FieldOrigin) -> CheckedMetadata:
    """Check the fields; an embargo or a status that cannot be read keeps the article back, since to show it may be a breach."""
    checked = check_suggested(item.fields, origin)
    notes: list[str] = []
    metadata = checked.metadata
    if item.fields.get("embargoed_until") and metadata.embargoed_until is None:
        metadata = replace(metadata, embargoed_until=WITHOUT_END)
        notes.append("its embargo has no end that can be read: it is held until a later version says otherwise")
    if item.fields.get("status") and metadata.status is None:
        metadata = replace(metadata, status="withheld")
        notes.append("its status cannot be read: it is withheld until a later version says otherwise")
    return replace(checked, metadata=metadata, notes=(*checked.notes, *notes))


def _notes(item: Item, origin: FieldOrigin) -> Iterator[str]:
    checked, shown = _checked(item, origin), _shown(named(item))
    yield from (f"{shown}: left unknown: {fault}" for fault in checked.faults)
    yield from (f"{shown}: {note}" for note in (*checked.notes, *item.notes))


def _counted(all_items: Sequence[Item], items: Sequence[Item]) -> Iterator[str]:
    """Tell of many items in one line each."""
    usable = [item for item in items if str(item.fields.get("status") or "usable").lower() == "usable"]
    counts = {
        "hold a summary only": sum(item.is_summary and bool(item.text.strip()) for item in usable),
        "hold no text and are left out": sum(not item.text.strip() for item in usable),
        "have the name of another one and are left out": len(all_items) - len(items),
    }
    yield from (f"{count} of {len(all_items)} items {what}" for what, count in counts.items() if count)


def _shown(name: str) -> str:
    return safe_line(name)[:_SHOWN]
