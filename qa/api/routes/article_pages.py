"""Serve the list of articles to search and browse, and each article to read, as pages that need no script."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from qa.api.article_pages import PAGE_LENGTH, Browsing, list_page, missing_page, reading_page
from qa.api.deps import ServicesDep, WidgetOptionsDep
from qa.api.routes.page import closed, html_page, reader_of
from qa.domain.article import ArticleId, Listing, Selection
from qa.errors import AccessError
from qa.text.words import WORD

router = APIRouter(include_in_schema=False)

_BAD, _MISSING = 400, 404
_MOST_WORDS, _LONGEST = 8, 200
"""Words of a search that are looked for, and characters of it that are read."""
_PAGE_DIGITS = 6


@router.api_route("/articles", methods=["GET", "HEAD"])
def browse(request: Request, services: ServicesDep, options: WidgetOptionsDep) -> Response:
    """Serve the list of all articles, or of those that are searched for."""
    try:
        services.gate.admit(reader_of(request, options), "manage")
    except AccessError:
        return closed(request)
    library, holdings, browsing = services.library, services.library.holdings(), _browsing(request.query_params)
    try:
        selection = _selection(browsing)
    except ValueError as error:
        return html_page(list_page(browsing, Listing((), 0), holdings, str(error)), _BAD)
    listing = library.listing(selection, skip=(browsing.page - 1) * PAGE_LENGTH, limit=PAGE_LENGTH)
    return html_page(list_page(browsing, listing, holdings))


@router.api_route("/articles/{article_id:path}", methods=["GET", "HEAD"])
def read(article_id: str, request: Request, services: ServicesDep, options: WidgetOptionsDep) -> Response:
    """Serve an article to whoever may read it: with a page's key those that answers have shown."""
    reader, authorizer = reader_of(request, options), services.gate.authorizer
    try:
        authorizer.check_read(services.gate.admit(reader, "read"), article_id)
    except AccessError:
        return closed(request)
    library, version = services.library, request.query_params.get("version")
    current = library.article(ArticleId(article_id))
    # Untrusted: a version is only ever compared.
    article = library.version(ArticleId(article_id), version) if current and version is not None else current
    browsable = authorizer.allows(reader, "manage")
    if article is None or current is None:
        return html_page(missing_page(browsable=browsable), _MISSING)
    return html_page(reading_page(article, current, library, browsable=browsable))


def _browsing(query: QueryParams) -> Browsing:
    """Untrusted: made safe here. Return what an address asks for; a page that is no number is the first."""
    page = query.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) <= _PAGE_DIGITS else 1
    return Browsing(
        words=query.get("q", "")[:_LONGEST].strip(),
        outlet=query.get("outlet", ""),
        since=query.get("from", ""),
        until=query.get("to", ""),
        page=max(1, number),
    )


def _selection(browsing: Browsing) -> Selection:
    """Return what to select.

    Raises:
        ValueError: a day is none, or the first comes after the last; the message is for the reader.
    """
    since, until = _day(browsing.since), _day(browsing.until)
    if since and until and since > until:
        raise ValueError("The first day comes after the last.")
    words = tuple(WORD.findall(browsing.words)[:_MOST_WORDS])
    return Selection(words, browsing.outlet or None, since, until)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValueError(f"“{text[:_LONGEST]}” is no day: write it as 2024-03-31.") from error
