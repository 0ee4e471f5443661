"""Make an article of the fields that a request brings; it is not cleaned yet."""

from qa.errors import ArticleError, InputError
from qa.ingest.readers.article_fields import check_article
from qa.ingest.readers.ids import article_id
from qa.ingest.readers.metadata import Fields
from qa.ingest.readers.raw_article import RawArticle
from qa.ingest.readers.tables import read_tables


def raw_article(name: str, fields: Fields) -> tuple[RawArticle, tuple[str, ...]]:
    """Return the article, and what of its fields was left out on purpose; the rules are those of a row of JSON Lines.

    Raises:
        ArticleError: the id, the text or another field cannot be stored as it is.
    """
    fit = article_id(name)
    if fit != name:
        raise ArticleError(
            f"{name!r} cannot be an article's id; {fit!r} can: letters, digits and . _ : / - are allowed"
        )
    try:
        article = check_article(fields, "request")
    except InputError as error:
        raise ArticleError(str(error)) from error
    text = read_tables(article.text)
    page = article.text if text != article.text else None
    return RawArticle(fit, text, article.metadata, f"http:{name}", page, stated_id=True), article.notes
