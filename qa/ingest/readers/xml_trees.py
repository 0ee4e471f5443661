"""Parse XML that may be hostile: nothing in it is expanded or fetched, and its depth is bounded."""

import re
from collections.abc import Iterable
from typing import cast
from xml.etree import ElementTree as ET
from xml.parsers import expat

from qa.errors import InputError

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}\?>")
_DEEPEST = 200
_PIECE = 65_536
"""Characters that are parsed before the depth is looked at again."""


class _RootSeenError(Exception):
    """Ends the parsing where the root begins."""


def without_declaration(text: str) -> str:
    """Return the document without what says how it was encoded: it is decoded already."""
    return _DECLARATION.sub("", text, count=1).lstrip()


def root_name(text: str) -> str:
    """Return the name of the root, without its namespace.

    Raises:
        InputError: it is no XML, or declares entities or anything else of its own.
    """
    # Untrusted: made safe here. Entities are declared before the root begins, and no parser ever gets a document that
    # declares anything: a kilobyte of it could become a gigabyte, or the content of a file.
    parser = expat.ParserCreate(namespace_separator=" ")
    names: list[str] = []

    def doctype(_name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            raise InputError("declares entities of its own, which may grow without end; take its DOCTYPE out")

    def root(name: str, _attributes: object) -> None:
        names.append(name.rpartition(" ")[2])
        raise _RootSeenError

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(without_declaration(text).encode("utf-8", "replace"), True)
    except _RootSeenError:
        return names[0]
    except expat.ExpatError as error:
        raise InputError(f"is no XML: {error}; mend it or fetch it anew") from error
    raise InputError("is XML without a root; mend it or fetch it anew")


def parse_xml(text: str) -> ET.Element:
    """Return the root of a document that `root_name` has seen.

    Raises:
        InputError: it is broken, or nested without end.
    """
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(events=("start", "end"))
    plain, depth = without_declaration(text), 0
    root: ET.Element | None = None
    try:
        for start in range(0, len(plain), _PIECE):
            parser.feed(plain[start : start + _PIECE].encode("utf-8", "replace"))
            for event, element in cast("Iterable[tuple[str, ET.Element]]", parser.read_events()):
                root = element if root is None else root
                depth += 1 if event == "start" else -1
                if depth > _DEEPEST:
                    raise InputError(f"is nested more than {_DEEPEST} elements deep; it is no document of news")
        parser.close()
    except ET.ParseError as error:
        raise InputError(f"is broken XML: {error}; mend it or fetch it anew") from error
    if root is None:
        raise InputError("is XML without a root; mend it or fetch it anew")
    return root


def text_of(parent: ET.Element, path: str) -> str:
    """Return the text of the first element there, in one line; "" where there is none. `{*}name` is a name in any namespace."""
    found = parent.find(path)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def local_name(element: ET.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def markup_of(element: ET.Element) -> str:
    """Return what is in an element as HTML, all namespaces left out."""
    for each in element.iter():
        each.tag = local_name(each)
    return (element.text or "") + "".join(ET.tostring(child, encoding="unicode", method="html") for child in element)
