"""Make an article of the fields, or of the page, that a request brings; it is not cleaned yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from qa.domain.article import ArticleId, Metadata
from qa.errors import ArticleError, InputError
from qa.ingest.readers.article_fields import check_article, checked_text
from qa.ingest.readers.decoding import decode_page, decode_text, page_charset
from qa.ingest.readers.ids import article_id
from qa.ingest.readers.metadata import FIELDS, Fields
from qa.ingest.readers.page import Place, extracted, text_article
from qa.ingest.readers.raw_article import Extractors, Note, RawArticle, ReadResult
from qa.ingest.readers.tables import read_tables

PageFormat = Literal["html", "markdown", "text"]
_UNKNOWN = Metadata()


class SentPage(NamedTuple):
    """An article as the bytes of a page or a text, and the encoding that the request names, if it does."""

    content: bytes
    format: PageFormat
    charset: str | None = None


def raw_article(name: str, fields: Fields) -> tuple[RawArticle, tuple[str, ...]]:
    """Return the article, and what of its fields was left out on purpose; the rules are those of a row of JSON Lines.

    Raises:
        ArticleError: the id, the text or another field cannot be stored as it is.
    """
    identity = _checked_id(name)
    try:
        article = check_article(fields, "request")
    except InputError as error:
        raise ArticleError(str(error)) from error
    text = read_tables(article.text)
    page = article.text if text != article.text else None
    return RawArticle(identity, text, article.metadata, f"http:{name}", page, stated_id=True), article.notes


def batch_article(name: str, fields: Mapping[str, Any]) -> tuple[RawArticle, tuple[str, ...]]:
    """Return the article of a batch, and what of its fields was left out; one that `sent_article` made is as it was read.

    Raises:
        ArticleError: as `raw_article` does.
    """
    source = fields.get("read_from")
    if source is None:
        return raw_article(name, fields)
    # Untrusted: whoever may store articles says where these stand; form and text are checked as those of any other.
    try:
        article = check_article(fields, source.get("metadata_origins", {}))
        page = None if source.get("page") is None else checked_text(source["page"])
    except InputError as error:
        raise ArticleError(str(error)) from error
    identity, stated = _checked_id(name), source.get("stated_id", True)
    return RawArticle(identity, article.text, article.metadata, source["origin"], page, stated), article.notes


def sent_article(article: RawArticle) -> dict[str, object]:
    """Return an article that was read as the fields of a batch: what `batch_article` makes of them is the same article."""
    known = ((name, getattr(article.metadata, name)) for name in sorted(FIELDS))
    return {
        "id": article.id,
        "text": article.raw,
        **{name: value.isoformat() if isinstance(value, datetime) else value for name, value in known if value},
        "read_from": {
            "origin": article.origin,
            "page": article.page,
            "stated_id": article.stated_id,
            "metadata_origins": dict(article.metadata.origins),
        },
    }


def read_page(name: str, page: SentPage, extractors: Extractors) -> tuple[RawArticle, tuple[str, ...]]:
    """Return the article of a page, and what of its fields was left out; the rules are those of a file of its format.

    Raises:
        ArticleError: the id cannot be one, or the page cannot be read or has no main text.
    """
    place = Place(_checked_id(name), f"http:{name}", name, stated_id=True)
    try:
        results = _read(place, page, extractors)
    except InputError as error:
        raise ArticleError(f"the {page.format} {error}") from error
    article = next(result for result in results if isinstance(result, RawArticle))
    return article, tuple(result.message for result in results if isinstance(result, Note))


def _read(place: Place, page: SentPage, extractors: Extractors) -> list[ReadResult]:
    # Untrusted: the bytes are decoded and extracted as those of a file are, which may be from anywhere too.
    if page.format == "html":
        return list(extracted(place, decode_page(page.content, page.charset), extractors.html, _UNKNOWN))
    text = decode_text(page.content, page_charset(page.charset or "utf-8"))
    if page.format == "markdown":
        return list(extracted(place, text, extractors.markdown, _UNKNOWN))
    return [text_article(place, text, _UNKNOWN)]


def _checked_id(name: str) -> ArticleId:
    fit = article_id(name)
    if fit != name:
        raise ArticleError(
            f"{name!r} cannot be an article's id; {fit!r} can: letters, digits and . _ : / - are allowed"
        )
    return fit
