"""How the tests of the readers read files: as ingest does, one file at a time."""

from pathlib import Path

from qa.adapters import feedparser, markdown, trafilatura
from qa.ingest.readers.raw_article import Extractors, RawArticle, ReadResult
from qa.ingest.readers.read import read_file
from qa.ingest.report import FileProblem

EXTRACTORS = Extractors(trafilatura.extract, markdown.extract, trafilatura.fragment, feedparser.read)
BODY = "The northern bridge will close for three weeks, the ministry said on Monday."


def read_path(path: Path, limit: int = 10_000) -> list[ReadResult]:
    return list(read_file(path, EXTRACTORS, limit=limit))


def only_article(path: Path) -> RawArticle:
    [article] = read_path(path)
    assert isinstance(article, RawArticle)
    return article


def only_problem(path: Path, limit: int = 10_000) -> FileProblem:
    [problem] = read_path(path, limit)
    assert isinstance(problem, FileProblem)
    assert problem.path == str(path)
    return problem
