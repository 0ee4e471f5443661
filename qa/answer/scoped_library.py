"""See a library through a scope: what lies outside is not there, for whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.domain.article import Article, ArticleId, Corpus
from qa.domain.scope import Exclusion, Scope
from qa.ports import VersionedArticles


@dataclass(frozen=True, slots=True)
class ScopedLibrary:
    """The articles of a library that a scope admits; and of their versions; only `corpus` and `excluded` tell of all."""

    library: VersionedArticles
    scope: Scope

    def article(self, article_id: ArticleId) -> Article | None:
        article = self.library.article(article_id)
        return article if article is not None and self.scope.admits(article.facets) else None

    def articles(self, *, after: ArticleId | None = None, limit: int) -> list[Article]:
        admitted: list[Article] = []
        while len(admitted) < limit and (page := self.library.articles(after=after, limit=limit)):
            admitted += [article for article in page if self.scope.admits(article.facets)]
            after = page[-1].id
        return admitted[:limit]

    def group(self, name: str) -> list[ArticleId]:
        return [article_id for article_id in self.library.group(name) if self.article(article_id)]

    def version(self, article_id: ArticleId, version: str) -> Article | None:
        article = self.library.version(article_id, version)
        return article if article is not None and self.scope.admits(article.facets) else None

    def versions(self, article_id: ArticleId) -> list[Article]:
        return [article for article in self.library.versions(article_id) if self.scope.admits(article.facets)]

    def corpus(self) -> Corpus:
        return self.library.corpus()

    def excluded(self, scope: Scope) -> Mapping[Exclusion, int]:
        return self.library.excluded(scope)
