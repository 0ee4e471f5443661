"""Turns the fields that a file states about its article into metadata that is safe to show and to link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from qa.domain.article import Metadata

Fields = Mapping[str, object]
"""What a file states, by the names in `FIELDS`; absent, None and "" are unknown."""

FIELDS = frozenset({"title", "publisher", "authors", "url", "published_at", "language"})

_LONGEST = {"title": 500, "publisher": 200, "authors": 200, "url": 2048, "published_at": 64, "language": 35}
"""Characters a value; RFC 5646 asks for 35 of a language tag, 2,048 is what browsers take of a URL."""
_MOST_AUTHORS = 100
_EARLIEST, _LATEST = 1600, 2200
"""Years: printed news began in 1605, and a date must be safe to convert between zones."""

# Untrusted: made safe here. Titles and names are shown in terminals and pages, where controls hide or reorder text.
# The two joiners stay where Persian, Indic or emoji spelling puts them: between characters from U+0600 up.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
    "|(?<![\u0600-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\U0010ffff])"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_ZONE_APART = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")


@dataclass(frozen=True, slots=True)
class Stated:
    """Metadata, and why a field that was stated is not in it."""

    metadata: Metadata
    faults: tuple[str, ...] = ()
    """Values of the wrong type or form."""
    notes: tuple[str, ...] = ()
    """Values that were well-formed and left out on purpose."""


@dataclass(frozen=True, slots=True)
class _Checked:
    fields: Fields
    faults: list[str]

    def text(self, name: str) -> str | None:
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.faults.append(f"{name!r} must be text, not {_kind(value)}")
            return None
        line = safe_line(value)
        if len(line) > _LONGEST[name]:
            self.faults.append(f"{name!r} is longer than {_LONGEST[name]} characters")
            return None
        return line or None

    def names(self) -> tuple[str, ...]:
        value = self.fields.get("authors")
        listed = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
        if len(listed) > _MOST_AUTHORS or not all(isinstance(name, str) for name in listed):
            self.faults.append(f"'authors' must be a list of at most {_MOST_AUTHORS} texts")
            return ()
        each = (_Checked({"authors": name}, self.faults).text("authors") for name in listed)
        return tuple(name for name in each if name)

    def moment(self) -> datetime | None:
        text = self.text("published_at")
        if text is None:
            return None
        try:
            return parsed_moment(text)
        except ValueError as error:
            self.faults.append(str(error))
            return None


def stated(fields: Fields) -> Stated:
    """Checks types and forms of `fields` and makes their text safe; what fails stays unknown and is named.

    Other names than those in `FIELDS` are not looked at.
    """
    faults: list[str] = []
    checked = _Checked(fields, faults)
    url = checked.text("url")
    language = checked.text("language")
    if language and not _LANGUAGE.fullmatch(language):
        faults.append(f"'language' must be a language tag such as 'en' or 'pt-BR', not {language!r}")
        language = None
    metadata = Metadata(
        title=checked.text("title"),
        publisher=checked.text("publisher"),
        authors=checked.names(),
        url=url if url and is_web_address(url) else None,
        published_at=checked.moment(),
        language=language,
    )
    notes = (f"left out the URL {url!r}: only http and https are kept",) if url and not metadata.url else ()
    return Stated(metadata, tuple(faults), notes)


def safe_line(text: str) -> str:
    """One line of untrusted text without control, bidi and zero-width characters and with single spaces."""
    return " ".join(_UNSEEN.sub("", text).split())


def is_web_address(url: str) -> bool:
    """Whether `url` is absolute http or https, names a host, and carries no user name (`javascript:` is an attack)."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    plain = url.isprintable() and not any(character in ' "<>\\^`{|}' for character in url)
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc and plain


def parsed_moment(text: str) -> datetime:
    """ISO 8601 with a time zone as it says; a bare date is midnight UTC of that day, which keeps the date as printed.

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
            raise ValueError(
                f"'published_at' is not an ISO 8601 date such as 2024-01-26T09:30:00Z: {text!r}"
            ) from error
    if moment.tzinfo is None:
        raise ValueError(f"'published_at' has a time but no time zone: {text!r}; add Z or an offset such as +01:00")
    if not _EARLIEST <= moment.year <= _LATEST:
        raise ValueError(f"'published_at' lies outside the years {_EARLIEST} to {_LATEST}: {text!r}")
    return moment


def _kind(value: object) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
