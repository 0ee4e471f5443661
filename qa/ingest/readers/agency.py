"""What the documents of news agencies share: status, embargo, bylines and versions."""

import re

from qa.domain.article import WITHOUT_END
from qa.ingest.cleaning.credits import credited

_BY = re.compile(r"^\s*by:?\s+", re.IGNORECASE)
_LAST_PART = re.compile(r"[^:/#]*$")
_VERSIONED = re.compile(r"urn:newsml:[^:]+:\d{8}[^:]*:[^:]+:|tag:reuters\.com,", re.IGNORECASE)
_MOST_DIGITS = 9


def code_of(name: str) -> str:
    """Return the code of a qcode or a URI of the IPTC's vocabularies: `canceled` of `stat:canceled`."""
    part = _LAST_PART.search(name.strip().rstrip("/"))
    code = part.group().lower() if part else ""
    return "canceled" if code == "cancelled" else code


def embargo_of(stated: object) -> str | None:
    """Return the end of an embargo that is stated; one that is empty has no end, by NewsML-G2's word."""
    if stated is None:
        return None
    return str(stated).strip() or WITHOUT_END.isoformat()


def version_of(stated: object) -> int:
    """Return the number of a version, 0 where there is none."""
    text = str(stated).strip()
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS else 0


def authors_of(byline: str) -> list[str]:
    """Return who wrote an article, by its byline."""
    names = _BY.sub("", byline.strip())
    return list(credited([f"By {names}"]).authors) or ([names] if names else [])


def stable_name(name: str, version: int) -> str:
    """Return a name without its version: RFC 3085 puts it last in a `urn:newsml:`, and Reuters in its tags."""
    return name.removesuffix(f":{version}") if version and _VERSIONED.match(name) else name


def dates_of(first: str, created: str, version_created: str, version: int) -> dict[str, str]:
    """Return when an article was published and last changed: a first version says only when it was made itself."""
    published = first or created or (version_created if version <= 1 else "")
    dates = {"published_at": published, "updated_at": version_created}
    return {name: moment for name, moment in dates.items() if moment}
