"""Read NewsML-G2: the news items of a document or a message.

IPTC's own library, newsmlg2 1.1, was tried and left: it parses entities, prints warnings on standard output where a catalogue is
not its own, and keeps the catalogues of the last document for the whole process.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from qa.ingest.readers.agency import authors_of, code_of, dates_of, embargo_of, stable_name, version_of
from qa.ingest.readers.items import Item, Items
from qa.ingest.readers.json_fields import filled
from qa.ingest.readers.xml_trees import local_name, markup_of, text_of

Fragment = Callable[[str], str]
"""Return the text of a piece of HTML, each block a line."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_newsml(root: Element, fragment: Fragment) -> Items:
    """Return the news items; packages, concepts and plans have no text. Notes for editors (`edNote`) are no part of them."""
    items = [each for each in root.iter() if local_name(each) == "newsItem"]
    return Items([_item(item, fragment) for item in items], "agency", None)


def _item(item: Element, fragment: Fragment) -> Item:
    version = version_of(item.get("version", ""))
    text, markup = _body(item, fragment)
    embargo = item.find("{*}itemMeta/{*}embargoed")
    fields: dict[str, object] = {
        "title": _headline(item),
        "publisher": _party(item, "{*}itemMeta/{*}provider") or _party(item, "{*}contentMeta/{*}infoSource"),
        "authors": authors_of(text_of(item, "{*}contentMeta/{*}by") or _party(item, "{*}contentMeta/{*}creator")),
        "language": _language(item),
        "status": _code(item.find("{*}itemMeta/{*}pubStatus")),
        "embargoed_until": embargo_of(None if embargo is None else "".join(embargo.itertext())),
        "expires_at": text_of(item, "{*}itemMeta/{*}expires") or text_of(item, "{*}contentMeta/{*}expires"),
        **dates_of(
            text_of(item, "{*}itemMeta/{*}firstCreated"),
            text_of(item, "{*}contentMeta/{*}contentCreated"),
            text_of(item, "{*}itemMeta/{*}versionCreated"),
            version,
        ),
    }
    name = stable_name(item.get("guid", ""), version)
    return Item(name, text, filled(fields), markup, version, notes=_said(item))


def _headline(item: Element) -> str:
    headlines = item.findall("{*}contentMeta/{*}headline")
    main = next(
        (each for each in headlines if code_of(each.get("role", "main")) == "main"), next(iter(headlines), None)
    )
    return "" if main is None else " ".join("".join(main.itertext()).split())


def _party(item: Element, path: str) -> str:
    """Return the name of an organisation or a person: spelt out, else as it is coded."""
    found = item.find(path)
    if found is None:
        return ""
    return text_of(found, "{*}name") or found.get("literal", "") or found.get("qcode", "").rpartition(":")[2]


def _language(item: Element) -> str:
    stated = item.find("{*}contentMeta/{*}language")
    return (stated.get("tag", "") if stated is not None else "") or item.get(_LANGUAGE, "")


def _code(element: Element | None) -> str:
    """Return the code that an element names; one that names none states nothing that could be read."""
    if element is None:
        return ""
    return code_of(element.get("qcode") or element.get("uri") or element.get("literal") or "") or "unknown"


def _body(item: Element, fragment: Fragment) -> tuple[str, str | None]:
    """Return the text, and the markup that it was read from, if any."""
    for content in item.iterfind("{*}contentSet/*"):
        kind = content.get("contenttype", "")
        if local_name(content) == "inlineData" and "html" not in kind:
            return "".join(content.itertext()).strip(), None
        if local_name(content) in {"inlineData", "inlineXML"}:
            inner = next((each for each in content.iter() if local_name(each) in {"body.content", "body"}), content)
            body = next((each for each in inner.iter() if local_name(each) == "body.content"), inner)
            markup = "".join(content.itertext()) if local_name(content) == "inlineData" else markup_of(body)
            return fragment(markup), markup
    return "", None


def _said(item: Element) -> tuple[str, ...]:
    if any(_code(signal) in {"correction", "corrective"} for signal in item.iterfind("{*}itemMeta/{*}signal")):
        return ("is a correction, and says to editors alone what it corrects",)
    kind = _code(item.find("{*}itemMeta/{*}itemClass"))
    return (f"is no text but of the class {kind[:20]!r}",) if kind not in {"", "unknown", "text", "composite"} else ()
