"""What the rule that weighs evidence is fitted on: questions held aside, some with the articles that answer them left out."""

from collections.abc import Iterator
from pathlib import Path

from eval.metrics.text import contains
from qa.domain.article import ArticleId
from qa.ingest.readers.ids import article_id
from qa.ingest.readers.raw_article import RawArticle
from qa.ports import Reader
from training import near
from training.heldaside import Asked, Held, held, tells
from training.mine import Miner, library_of, raw_article
from training.sources import Part, Row, Sources

_PAGES = ("squad_train_part", "squadshifts_new_wiki")


def fit_set(sources: Sources, reader: Reader, cache: Path) -> dict[str, list[Held]]:
    """Everything that is held aside to fit, by set, each with questions that are answered and questions that are not."""
    texts = paragraphs(sources)
    with library_of(list(texts.values()), cache / "library-squad", reader) as miner:
        impossible = list(held(miner, _squad(sources, texts, "fit")))
        pages = list(held(miner, _pages(sources, texts)))
    with library_of(news(sources), cache / "library-news", reader) as miner:
        quizzed = list(_known_only(held(miner, quiz(sources, miner))))
    written = {name: list(asked_alone(name, cache, reader)) for name in near.ASIDE}
    return {"SQuAD": impossible, "pages": pages, "quiz": quizzed, **written}


def asked_alone(name: str, cache: Path, reader: Reader) -> Iterator[Held]:
    """Questions that were written to be held aside, each asked of its article alone: many do not name what they ask about."""
    for number, article in enumerate(near.articles_in(near.FOLDER / f"{name}.txt")):
        with library_of([_raw(article)], cache / f"library-{name}" / str(number), reader) as miner:
            yield from held(miner, _near_misses(article, name))


def _raw(article: near.Article) -> RawArticle:
    return raw_article(article.title, " ".join(article.sentences), article.title)


def _near_misses(article: near.Article, origin: str) -> Iterator[Asked]:
    for passage in near.passages_of(article, {}):
        right = [passage.sentences[number] for number in sorted(passage.right or ())]
        yield Asked(passage.question, tells(right) if right else None, origin=origin)


def paragraphs(sources: Sources) -> dict[str, RawArticle]:
    """Every paragraph of SQuAD and of the other pages that are held aside to fit, as an article."""
    titles: dict[str, str] = {}
    for row in sources.rows("squad/squad2_dev_part.jsonl.gz"):
        titles.setdefault(row["context"], row["title"].replace("_", " "))
    for name in _PAGES:
        for row in sources.people(name, "fit"):
            titles.setdefault(row["passage"], row["group"].replace("_", " "))
    return {
        text: raw_article(f"{title}-{number:05d}", text, title) for number, (text, title) in enumerate(titles.items())
    }


def _squad(sources: Sources, texts: dict[str, RawArticle], part: Part) -> Iterator[Asked]:
    for row in sources.squad(part):
        own = {texts[row["context"]].id}
        yield Asked(row["question"], None if row["is_impossible"] else tells(row["answers"], own), origin="squad")


def _pages(sources: Sources, texts: dict[str, RawArticle]) -> Iterator[Asked]:
    """Every other question, and half of these a second time without their paragraph."""
    rows = [row for name in _PAGES for row in sources.people(name, "fit")][::2]
    for number, row in enumerate(rows):
        own = {texts[row["passage"]].id}
        yield Asked(row["question"], tells(row["answer"], own), origin="page")
        if number % 2:
            yield Asked(row["question"], None, own, "page-left-out")


def news(sources: Sources) -> list[RawArticle]:
    """The news articles that are held aside to fit."""
    rows = sources.rows("news_train/articles.jsonl.gz")
    return [
        raw_article(row["id"], row["text"], row["title"])
        for row in rows
        if row["text"].strip() and sources.news_part(row) == "fit"
    ]


def quiz(sources: Sources, miner: Miner) -> Iterator[Asked]:
    """Quiz questions whose articles are known, each as it is and without every article that holds the answer's words."""
    for row in sources.quiz("fit"):
        known = {article_id(name) for name in row["articles_containing_answer"]}
        if any(miner.library.article(name) for name in known):
            yield Asked(row["question"], tells(row["answers"]), origin="quiz")
            yield Asked(row["question"], None, known | _holding(row, miner), "quiz-left-out")


def _holding(row: Row, miner: Miner) -> set[ArticleId]:
    """Articles among those that the question finds which hold the answer's words."""
    found = {passage.chunk.article_id for passage in miner.retriever.retrieve(row["question"], _FOUND)}
    texts = {name: article.clean for name in found if (article := miner.library.article(name))}
    return {name for name, text in texts.items() if contains(text, row["answers"])}


_FOUND = 60


def _known_only(questions: Iterator[Held]) -> Iterator[Held]:
    """Without the answerable ones for which no candidate is right: that is the search's fault, or the marks'."""
    for question in questions:
        if not question.answerable or question.right().any():
            yield question
