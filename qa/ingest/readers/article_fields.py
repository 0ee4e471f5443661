"""Check the fields of a whole article, text and metadata, as a row of JSON Lines or a request states them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qa.domain.article import FieldOrigin, Metadata
from qa.errors import InputError
from qa.ingest.readers.metadata import FIELDS, Fields, check_metadata

ARTICLE_FIELDS = FIELDS | {"id", "text"}
_HALF_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class CheckedArticle:
    """The text ("" where the article may not be used), the metadata, and what of its fields was left out on purpose."""

    text: str
    metadata: Metadata
    notes: tuple[str, ...]


def check_article(fields: Fields, origin: FieldOrigin | Mapping[str, FieldOrigin]) -> CheckedArticle:
    """Check the text and the metadata that `fields` state; `origin` tells what all of them, or each, are fields of.

    Raises:
        InputError: the text is missing or holds what no text has, or a field has the wrong type or form.
    """
    checked = check_metadata(fields, origin)
    text = fields.get("text")
    if checked.metadata.status in {None, "usable"} or text not in (None, ""):
        text = checked_text(text)
    if checked.faults:
        raise InputError("; ".join(checked.faults))
    return CheckedArticle(str(text or ""), checked.metadata, checked.notes)


def checked_text(text: object) -> str:
    """Return a text that can be stored and sent.

    Raises:
        InputError: it is missing, or holds what no text has.
    """
    # Untrusted: made safe here. Neither NUL nor half of a surrogate pair can be stored and sent as UTF-8 everywhere.
    if not isinstance(text, str) or not text.strip():
        raise InputError("'text' is missing, empty or no text; every article needs its text there")
    if "\x00" in text or _HALF_PAIR.search(text):
        raise InputError("'text' holds NUL or half of a surrogate pair, which no text has; mend the escape")
    return text
