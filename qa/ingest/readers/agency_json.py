"""Read ninjs (IPTC, versions 1 to 3) and the documents of AP's Media API, which share most of its names."""

from collections.abc import Callable

from qa.ingest.readers.agency import authors_of, code_of, dates_of, embargo_of, stable_name, version_of
from qa.ingest.readers.items import Item, Items
from qa.ingest.readers.json_fields import Object, filled, members, string

Fragment = Callable[[str], str]
"""Return the text of a piece of HTML, each block a line."""
_BODIES = ("body_html", "body_xhtml", "body_nitf", "body_text", "body_plain")
_LISTS = ("items", "news", "results", "contents")


def is_agency_json(document: object) -> bool:
    """Return whether a document is an item of an agency, or a list of such."""
    objects = list(_objects(document))
    return bool(objects) and all(_name(_lower(each)) for each in objects)


def read_agency_json(document: object, fragment: Fragment) -> Items:
    """Return the items; the notes for editors (`edNote`) are no part of them."""
    return Items([_item(_lower(each), fragment) for each in _objects(document)], "agency", None)


def _objects(document: object) -> list[Object]:
    """Return the items, which stand alone, in a list, or in the answer of an interface."""
    inner = document.get("data", document) if isinstance(document, dict) else document
    listed = next((inner[key] for key in _LISTS if isinstance(inner, dict) and isinstance(inner.get(key), list)), None)
    found = members(inner if isinstance(inner, list) else listed or [inner])
    return [member["item"] if isinstance(member.get("item"), dict) else member for member in found]


def _lower(item: Object) -> Object:
    """Return an item with its names in lower case: version 3 has `pubStatus` where the others have `pubstatus`."""
    return {str(name).lower(): value for name, value in item.items()}


def _name(item: Object) -> str:
    others = item.get("altids")
    return string(item.get("uri")) or string(others.get("itemid") if isinstance(others, dict) else "")


def _item(item: Object, fragment: Fragment) -> Item:
    version = version_of(item.get("version"))
    text, markup = _body(item, fragment)
    fields: dict[str, object] = {
        "title": string(item.get("headline")) or _chosen(item.get("headlines"))[0] or string(item.get("title")),
        "publisher": _publisher(item),
        "authors": _authors(item),
        "language": string(item.get("language")),
        "status": code_of(string(item.get("pubstatus"))),
        "embargoed_until": embargo_of(item.get("embargoeduntil", item.get("embargoed"))),
        "expires_at": string(item.get("expires")),
        **dates_of(
            string(item.get("firstcreated")),
            string(item.get("contentcreated")),
            string(item.get("versioncreated")),
            version,
        ),
    }
    return Item(stable_name(_name(item), version), text, filled(fields), markup, version, notes=_said(item))


def _body(item: Object, fragment: Fragment) -> tuple[str, str | None]:
    """Return the text, and the markup that it was read from, if any."""
    value, kind = _chosen(item.get("bodies"))
    if not value:
        # Version 1 has any property that begins so; those that are known come first.
        others = (name for name in item if name.startswith("body_"))
        kind, value = next(((name, body) for name in (*_BODIES, *others) if (body := string(item.get(name)))), ("", ""))
    if "plain" in kind or kind == "body_text" or "<" not in value:
        return value, None
    return fragment(value), value


def _chosen(listed: object) -> tuple[str, str]:
    """Return the value and the content type of the main one of some headlines or bodies, else of the first."""
    found = [each for each in map(_lower, members(listed)) if string(each.get("value"))]
    main = [each for each in found if string(each.get("role")).lower() in {"main", "body"}]
    chosen = next(iter([*main, *found]), {})
    return string(chosen.get("value")), string(chosen.get("contenttype")).lower()


def _publisher(item: Object) -> str:
    names = [string(each.get("name")) for each in members(item.get("infosources", item.get("infosource")))]
    return next(filter(None, names), "") or string(item.get("copyrightholder"))


def _authors(item: Object) -> list[str]:
    bylines = [string(item.get("byline")) or string(item.get("by"))]
    bylines += [string(each.get("by")) for each in members(item.get("bylines"))]
    german = string(item.get("language")).lower().startswith("de")
    named = [byline.strip().removeprefix("Von ") if german else byline for byline in bylines]
    return list(dict.fromkeys(name for byline in named for name in authors_of(byline)))


def _said(item: Object) -> tuple[str, ...]:
    signals = item.get("signals")
    codes = {code_of(string(signal)) for signal in signals} if isinstance(signals, list) else set()
    if "correction" in codes or "corrective" in codes:
        return ("is a correction, and says to editors alone what it corrects",)
    kind = string(item.get("type"))
    return (f"is no text but of the type {kind[:20]!r}",) if kind not in {"", "text", "composite"} else ()
