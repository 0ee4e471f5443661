"""Read stored articles into their wire form: an article as it is now, as it once was, and how it came to be so."""

from qa.api.bodies import article_body, version_body
from qa.api.schemas.articles import ArticleBody, HistoryBody
from qa.services import Services


def read_article(services: Services, article_id: str, version: str | None = None) -> ArticleBody:
    """Return an article with its texts; version None: the current one.

    Raises:
        ArticleNotFoundError: there is no such article, or it has no such version.
    """
    current = services.articles.get(article_id)
    shown = current if version is None else services.articles.version(article_id, version)
    return article_body(shown, services.answerer.assembler.also_in(current), current.version)


def history_of(services: Services, article_id: str) -> HistoryBody:
    """Return the versions that an article has had; raises as `read_article` does."""
    current = services.articles.get(article_id)
    versions = [
        version_body(each, is_current=each.version == current.version) for each in services.articles.history(article_id)
    ]
    return HistoryBody(article_id=article_id, versions=versions)
