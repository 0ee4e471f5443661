"""Answer a question without a language model: parse, retrieve, rank, select, quote; or abstain and say why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.answer.assemble import Assembler
from qa.answer.evidence.nearest import nearest_sentences
from qa.answer.evidence.ranker import Ranker
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.select import Thresholds, select
from qa.answer.findings import Findings, Stopwatch
from qa.answer.question.parse import read_question
from qa.answer.question.spelling import Speller, corrected
from qa.answer.retrieval import Retriever
from qa.domain.answer import Answer
from qa.domain.article import Article, ArticleId, Passage
from qa.errors import EmptyLibraryError, QuestionError
from qa.ports import ArticleStore, LanguageGuesser
from qa.text.language import question_language

PASSAGES = 10
"""Passages whose sentences are ranked; for most of the news questions measured, the answer stands in the first ten."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers in verbatim sentences of the stored articles."""

    library: ArticleStore
    speller: Speller
    retriever: Retriever
    ranker: Ranker
    thresholds: Thresholds
    is_duplicate: DuplicateCheck
    guess_language: LanguageGuesser
    longest: int
    """Characters that a question may have."""

    @property
    def assembler(self) -> Assembler:
        """Return what builds answers on this library and ranker."""
        return Assembler(self.library, self.ranker.name)

    def ask(self, text: str) -> Answer:
        """Return the answer, or an abstention, which is a result as well; raises as `find` does."""
        return self.assembler.answer(self.find(text))

    def find(self, text: str) -> Findings:
        """Read the question, retrieve passages, rank their sentences, and select those that answer it.

        Words that are taken for misspelt are read as those of the articles (`Findings.corrections`).

        Raises:
            QuestionError: the question is empty or too long.
            EmptyLibraryError: no article has been ingested yet.
        """
        asked = self.admitted(text)
        watch = Stopwatch()
        language = self.language(asked)
        corrections = self.speller.corrections(asked) if language is None else ()
        question = read_question(corrected(asked, corrections))
        if language is not None:
            question = replace(question, kind="fact")
        retrieved = self.retriever.retrieve(question.text, PASSAGES)
        watch.lap("retrieve")
        articles = self._articles(passage.chunk.article_id for passage in retrieved)
        # An article may have been changed or removed since its passage was found.
        versions = {article.id: article.version for article in articles.values()}
        passages = [passage for passage in retrieved if versions.get(passage.chunk.article_id) == passage.chunk.version]
        english, foreign = _by_language(passages, articles, language)
        candidates = self.ranker.rank(question, english, articles) if english else []
        selected = select(candidates, self.thresholds, self.is_duplicate)
        unread = nearest_sentences(question.terms, foreign, articles, self.ranker.sentence_cache)
        near = any(candidate.score >= self.thresholds.near for candidate in candidates)
        near = near or (language is None and bool(unread))
        watch.lap("evidence")
        return Findings(
            asked, corrections, question, passages, articles, candidates, selected, near, watch, language, unread
        )

    def language(self, text: str) -> str | None:
        """Return the language of a question in another one than English."""
        return question_language(text, self.guess_language)

    def search(self, text: str, k: int) -> list[Passage]:
        """Return the k best passages for a question or a few words; raises as `find` does."""
        return self.retriever.retrieve(self.admitted(text), k)

    def ready(self) -> int:
        """Return the number of articles that can be searched.

        Raises:
            EmptyLibraryError: there are none.
        """
        articles = self.library.corpus().articles
        if articles == 0:
            raise EmptyLibraryError("there are no articles yet; add some with `qa ingest PATH…`")
        return articles

    def admitted(self, text: str) -> str:
        """Return the question without white space around it; raises as `find` does."""
        question = text.strip()
        if not question:
            raise QuestionError("the question is empty; ask something about the articles")
        if len(question) > self.longest:
            raise QuestionError(f"the question has {len(question)} characters; {self.longest} are allowed")
        if not _is_text(question):
            raise QuestionError("the question holds half of a surrogate pair, which no text has; mend the \\u escape")
        self.ready()
        return question

    def _articles(self, ids: Iterable[ArticleId]) -> dict[ArticleId, Article]:
        articles = (self.library.article(article_id) for article_id in dict.fromkeys(ids))
        return {article.id: article for article in articles if article is not None}


def _by_language(
    passages: Sequence[Passage], articles: Mapping[ArticleId, Article], language: str | None
) -> tuple[list[Passage], list[Passage]]:
    """Return the passages that rules for English may judge, and the others: all of them where the question is not in English."""
    foreign = [it for it in passages if language is not None or articles[it.chunk.article_id].metadata.foreign]
    # Across languages only names and figures find anything: the vectors know English (docs/evaluation.md).
    return [it for it in passages if it not in foreign], [it for it in foreign if it.lexical is not None]


def _is_text(question: str) -> bool:
    """Return whether a question can be encoded: JSON can write half of a surrogate pair, which no database or model takes."""
    try:
        question.encode()
    except UnicodeEncodeError:
        return False
    return True
