"""Check the fields that an input states of its article, and make of them metadata that is safe to show and to link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from qa.domain.article import FieldOrigin, Metadata, Status
from qa.ingest.cleaning.credits import printed_date
from qa.ingest.cleaning.wording import is_date_and_time
from qa.ingest.readers.safe_text import safe_line

Fields = Mapping[str, object]
"""What an input states; absent, None and "" are unknown."""

_MOMENTS = ("published_at", "updated_at", "embargoed_until", "expires_at")
FIELDS = frozenset({"title", "publisher", "authors", "url", "language", "status", "correction", *_MOMENTS})
"""The names of the fields that are metadata."""
STATUSES: tuple[Status, ...] = ("usable", "withheld", "canceled")

_LONGEST = dict.fromkeys(_MOMENTS, 64) | {
    "title": 500,
    "publisher": 200,
    "authors": 200,
    "url": 2048,
    "language": 35,
    "status": 35,
    "correction": 2000,
}
"""Characters a value; RFC 5646 asks for 35 of a language tag, 2,048 is what browsers take of a URL."""
MOST_AUTHORS = 100
_EARLIEST, _LATEST = 1600, 2200
"""Years: printed news began in 1605, and a date must be safe to convert between zones."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_ISO = re.compile(r"\d{4}-\d\d-\d\d|\d{8}")
_ZONE_APART = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")


@dataclass(frozen=True, slots=True)
class CheckedMetadata:
    """Metadata, and why a field that was stated is not in it."""

    metadata: Metadata
    faults: tuple[str, ...] = ()
    """Values of the wrong type or form."""
    notes: tuple[str, ...] = ()
    """Values that were well-formed and left out on purpose."""


def check_metadata(fields: Fields, origins: FieldOrigin | Mapping[str, FieldOrigin]) -> CheckedMetadata:
    """Check types and forms of `fields` and make their text safe; what fails stays unknown and is named.

    Other names than those in `FIELDS` are ignored. `origins` tells where all of them stand, or where each does.
    """
    checker = _Checker(fields, [])
    url, language = checker.text("url"), checker.language()
    metadata = Metadata(
        title=checker.text("title"),
        publisher=checker.text("publisher"),
        authors=checker.authors(),
        url=url if url and is_web_address(url) else None,
        published_at=checker.moment("published_at"),
        language=language,
        updated_at=checker.moment("updated_at"),
        status=checker.status(),
        embargoed_until=checker.moment("embargoed_until"),
        expires_at=checker.moment("expires_at"),
        correction=checker.text("correction"),
    )
    notes = (f"left out the URL {url!r}: only http and https are kept",) if url and not metadata.url else ()
    by_field = dict.fromkeys(FIELDS, origins) if isinstance(origins, str) else origins
    # Untrusted: of the names that a request gives those of our fields count, and no attribute else.
    known = {name: origin for name, origin in by_field.items() if name in FIELDS and getattr(metadata, name)}
    return CheckedMetadata(replace(metadata, origins=known), tuple(checker.faults), notes)


def check_suggested(fields: Fields, origins: FieldOrigin | Mapping[str, FieldOrigin]) -> CheckedMetadata:
    """Check fields that a page or a text states in the forms of its own: a date may be that of a feed or a printed one."""
    moments = {name: _iso(moment) for name in _MOMENTS if isinstance(moment := fields.get(name), str)}
    return check_metadata({**fields, **moments}, origins)


def _iso(moment: str) -> str:
    """Return a moment of a feed ("Fri, 26 Jan 2024 09:30:00 GMT") or a printed day in ISO 8601; what is neither as it is."""
    if len(moment) > _LONGEST[_MOMENTS[0]] or _ISO.match(moment.strip()):
        return moment
    try:
        sent = parsedate_to_datetime(moment)
    except (ValueError, IndexError, OverflowError):  # no date, or a year or a zone of more digits than any has
        sent = None
    if sent is not None and sent.tzinfo is not None:
        return sent.isoformat()
    day = printed_date(moment)
    return day.isoformat() if day and is_date_and_time(moment) else moment


@dataclass(frozen=True, slots=True)
class _Checker:
    """Returns each field in its type, or None after it has added what is wrong with it to `faults`."""

    fields: Fields
    faults: list[str]

    def text(self, name: str) -> str | None:
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.faults.append(f"{name!r} must be text, not {_type_name(value)}")
            return None
        return self._line(name, value)

    def authors(self) -> tuple[str, ...]:
        value = self.fields.get("authors")
        listed = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
        names = [name for name in listed if isinstance(name, str)]
        if len(listed) > MOST_AUTHORS or len(names) < len(listed):
            self.faults.append(f"'authors' must be a list of at most {MOST_AUTHORS} texts")
            return ()
        lines = (self._line("authors", name) for name in names)
        return tuple(line for line in lines if line)

    def language(self) -> str | None:
        tag = self.text("language")
        if tag and not _LANGUAGE.fullmatch(tag):
            self.faults.append(f"'language' must be a language tag such as 'en' or 'pt-BR', not {tag!r}")
            return None
        return tag

    def status(self) -> Status | None:
        stated = (self.text("status") or "").lower()
        status = next((status for status in STATUSES if status == stated), None)
        if stated and status is None:
            self.faults.append(f"'status' must be one of {', '.join(STATUSES)}, not {stated!r}")
        return status

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return parse_moment(name, text)
        except ValueError as error:
            self.faults.append(str(error))
            return None

    def _line(self, name: str, value: str) -> str | None:
        line = safe_line(value)
        if len(line) > _LONGEST[name]:
            self.faults.append(f"{name!r} is longer than {_LONGEST[name]} characters")
            return None
        return line or None


def is_web_address(url: str) -> bool:
    """Return whether `url` is absolute http or https, names a host, and carries no user name."""
    # Untrusted: made safe here. Pages link to it, and a `javascript:` address would be run.
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    plain = url.isprintable() and not any(character in ' "<>\\^`{|}' for character in url)
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc and plain


def parse_moment(name: str, text: str) -> datetime:
    """Parse a field in ISO 8601 with its time zone; a bare date is midnight UTC of that day, which keeps the date as printed.

    Raises:
        ValueError: the text is no ISO 8601 date, lies outside 1600..2200, or gives a time of day without a time zone:
            which moment that is would be a guess.
    """
    try:
        moment = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    except ValueError:
        try:
            moment = datetime.fromisoformat(_ZONE_APART.sub("", text))
        except ValueError as error:
            raise ValueError(f"{name!r} is not an ISO 8601 date such as 2024-01-26T09:30:00Z: {text!r}") from error
    if moment.tzinfo is None:
        raise ValueError(f"{name!r} has a time but no time zone: {text!r}; add Z or an offset such as +01:00")
    if not _EARLIEST <= moment.year <= _LATEST:
        raise ValueError(f"{name!r} lies outside the years {_EARLIEST} to {_LATEST}: {text!r}")
    return moment


def _type_name(value: object) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
