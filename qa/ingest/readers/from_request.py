"""Turns the fields of one article, as a request brings them, into an article that is not cleaned yet."""

from qa.domain.article import ArticleId
from qa.errors import ArticleError, InputError
from qa.ingest.readers.ids import article_id
from qa.ingest.readers.jsonl_articles import checked_text
from qa.ingest.readers.metadata import Fields, stated
from qa.ingest.readers.raw_article import RawArticle


def raw_article(name: str, fields: Fields) -> tuple[RawArticle, tuple[str, ...]]:
    """The article, and what of its fields was left out on purpose; the same rules as for a row of JSON Lines.

    Raises:
        ArticleError: the id, the text or another field cannot be stored as it is.
    """
    fit = article_id(name)
    if fit != name:
        raise ArticleError(
            f"{name!r} cannot be an article's id; {fit!r} can: letters, digits and . _ : / - are allowed"
        )
    try:
        text = checked_text(fields)
    except InputError as error:
        raise ArticleError(str(error)) from error
    checked = stated(fields)
    if checked.faults:
        raise ArticleError("; ".join(checked.faults))
    return RawArticle(ArticleId(name), text, checked.metadata, f"http:{name}", stated_id=True), checked.notes
