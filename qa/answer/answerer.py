"""Answer a question without a language model: parse, retrieve, rank, select, quote; or abstain and say why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from qa.answer.assemble import Assembler
from qa.answer.evidence.article_sentences import Section
from qa.answer.evidence.nearest import nearest_sentences
from qa.answer.evidence.ranker import Candidate, Ranker
from qa.answer.extract.corrected import with_corrections
from qa.answer.extract.credits import CreditFinder
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.near_miss import contradicts
from qa.answer.extract.overview import overview, published
from qa.answer.extract.plans import PLANS, Evidence
from qa.answer.extract.positions import with_positions
from qa.answer.extract.select import Selected, Thresholds
from qa.answer.extract.witnesses import Witnesses
from qa.answer.extract.yes_no import VerdictRule
from qa.answer.findings import Findings, Found, FoundPart, Stopwatch, together
from qa.answer.question.contextualize import contextualize
from qa.answer.question.credit import credit_question
from qa.answer.question.kind import asks_latest, questions_in, topic
from qa.answer.question.parse import Question, read_question
from qa.answer.question.spelling import Speller, corrected
from qa.answer.retrieval import Retriever
from qa.answer.scoped_library import ScopedLibrary
from qa.domain.answer import Answer, Correction, Degraded, Turn
from qa.domain.article import Article, ArticleId, Passage
from qa.domain.scope import Scope
from qa.errors import EmptyLibraryError, QuestionError
from qa.ports import LanguageGuesser, VersionedArticles
from qa.text.language import question_language
from qa.text.sentences import sentences
from qa.text.tokens import content

PASSAGES = 10
"""Passages whose sentences are ranked; for most of the news questions measured, the answer stands in the first ten."""
OVERVIEWED, LOOKED_THROUGH = 20, 500
"""Passages, or articles where no topic is named, that an overview is drawn from; articles whose dates are looked at for it."""
OVERVIEWED_SHARE = 0.6
"""The share of the best article's score from which on an overview takes another one to be on its topic."""
_Result = TypeVar("_Result")
_GRANTING = frozenset({"fact", "reason", "manner"})
"""Kinds of question that take for granted what they ask about."""
HOLDING, HELD = 5, 0.7
"""Passages in which quotes of the last answer are looked for, and the share of a sentence's words that one must have."""


class OnTopic(NamedTuple):
    """What the articles hold on a topic."""

    passages: list[Passage]
    articles: dict[ArticleId, Article]
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers in verbatim sentences of the stored articles."""

    library: VersionedArticles
    speller: Speller
    retriever: Retriever
    ranker: Ranker
    thresholds: Thresholds
    is_duplicate: DuplicateCheck
    verdict: VerdictRule | None
    """None: yes or no is never said, since no model is there to agree."""
    guess_language: LanguageGuesser
    witnesses: Witnesses
    longest: int
    """Characters that a question may have."""

    def within(self, scope: Scope) -> "Answerer":
        """Return the same for the articles of a scope: all that it looks up lies within."""
        if not scope.limited:
            return self
        return replace(
            self,
            library=ScopedLibrary(self.library, scope),
            speller=replace(self.speller, scope=scope),
            retriever=replace(self.retriever, scope=scope),
        )

    def degrading(self, look: Callable[["Answerer"], _Result]) -> tuple[_Result, Degraded | None]:
        """Return what is found with this answerer, or by words alone where the vectors' server is away, and then say so."""
        return self.retriever.degrading(lambda retriever: look(replace(self, retriever=retriever)))

    @property
    def scope(self) -> Scope:
        """The articles that it looks up."""
        return self.retriever.scope

    @property
    def assembler(self) -> Assembler:
        """Return what builds answers on this library and ranker."""
        return Assembler(self.library, self.ranker.name, self.witnesses, self.scope)

    def ask(self, text: str) -> Answer:
        """Return the answer, or an abstention, which is a result as well; raises as `find` does."""
        return self.assembler.answer(self.find(text))

    def find(self, text: str, said: str = "") -> Findings:
        """Read the question, retrieve passages, rank their sentences, and select those that answer it.

        The question goes on from what was `said`, if anything was: the articles that it quotes are searched as well.

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
        elif about := credit_question(question.text):
            credited = CreditFinder(self.library, self.retriever, self.ranker.sentence_cache).find(about)
            if credited is not None:
                watch.lap("evidence")
                known = Found(credited.passages, credited.articles, credited.candidates, credited.selected, near=False)
                # No model is asked: it would be shown the text, and the credits are beside it.
                return Findings(asked, corrections, question, *known, watch, message=credited.message)
        holding = self.holding(said) if said else []
        if question.kind == "several":
            return self._several(asked, corrections, question, holding, watch)
        found = self._found(question, holding, watch, language)
        return Findings(asked, corrections, question, *found, watch, language=language)

    def _found(
        self, question: Question, holding: Sequence[Passage], watch: Stopwatch, language: str | None = None
    ) -> Found:
        """What the articles hold on one question; `holding`: the passages that the answer before quoted."""
        if question.kind == "overview" and (found := self._overview(question, watch)).selected:
            return found
        passages, articles = self._current(continued(self.retriever.retrieve(question.text, PASSAGES), holding))
        watch.lap("retrieve")
        english, foreign = _by_language(passages, articles, language)
        quoted = {held.chunk.article_id for held in holding}
        candidates = self.ranker.rank(question, english, articles, quoted) if english else []
        selected = with_corrections(question, self._selected(question, candidates), self._sections(english, articles))
        leads_corrected = bool(selected) and selected[0].corrects is not None
        # No reader has read a correction as an answer.
        verdict = self.verdict(question, selected) if self.verdict is not None and not leads_corrected else None
        unread = nearest_sentences(question.terms, foreign, articles, self.ranker.sentence_cache)
        near = self._is_near(candidates) or (language is None and bool(unread))
        watch.lap("evidence")
        return Found(passages, articles, candidates, selected, near, verdict, unread)

    def _selected(self, question: Question, candidates: Sequence[Candidate]) -> list[Selected]:
        """What the plan for the kind chooses, with all positions; nothing where it denies what the question takes for granted."""
        chosen = PLANS[question.kind](Evidence(question, candidates, self.thresholds, self.is_duplicate))
        if chosen and question.kind in _GRANTING and contradicts(question, chosen[0].candidate):
            return []
        return with_positions(question, chosen, candidates, self.thresholds)

    def _sections(self, passages: Sequence[Passage], articles: Mapping[ArticleId, Article]) -> Iterable[Section]:
        """Return the sections that passages lie in, each once."""
        cache = self.ranker.sentence_cache
        found = (cache.section(articles[passage.chunk.article_id], passage.chunk.span) for passage in passages)
        return {(section.article.id, section.span): section for section in found}.values()

    def _overview(self, question: Question, watch: Stopwatch) -> Found:
        """What tells most of a topic, or of the whole library where the question names none."""
        about = read_question(topic(question.text))
        if about.terms:
            passages, articles, candidates = self.on_topic(about, OVERVIEWED, OVERVIEWED_SHARE, watch)
        else:
            passages, articles = [], {article.id: article for article in self._latest()}
            watch.lap("retrieve")
            candidates = self.ranker.openings(articles.values())
        selected = overview(candidates, newest_first=asks_latest(question.text))
        watch.lap("evidence")
        return Found(passages, articles, [choice.candidate for choice in selected], selected, bool(selected))

    def on_topic(self, about: Question, k: int, least_share: float, watch: Stopwatch | None = None) -> OnTopic:
        """Return the sentences on a topic, of the articles of its k best passages with that share of the best one's score."""
        passages, articles = self._current(self.retriever.retrieve(about.text, k))
        if watch is not None:
            watch.lap("retrieve")
        english, _ = _by_language(passages, articles, None)
        return OnTopic(passages, articles, self.ranker.on_topic(about, english, articles, least_share))

    def _several(
        self,
        asked: str,
        corrections: Sequence[Correction],
        question: Question,
        holding: Sequence[Passage],
        watch: Stopwatch,
    ) -> Findings:
        """The findings on each of several questions in one, and all of them together; a later one may lean on the first."""
        first, *others = questions_in(question.text)
        texts = [first, *(contextualize(other, (Turn(first, ""),), self.longest) for other in others)]
        each = [(text, self._found(_one_question(text), holding, watch)) for text in texts]
        parts = tuple(FoundPart(text, tuple(found.selected)) for text, found in each)
        return Findings(asked, tuple(corrections), question, *together([found for _, found in each]), watch, parts)

    def _is_near(self, candidates: Sequence[Candidate]) -> bool:
        return any(candidate.score >= self.thresholds.near for candidate in candidates)

    def _current(self, retrieved: Sequence[Passage]) -> tuple[list[Passage], dict[ArticleId, Article]]:
        """The passages of articles as they stand now, and these articles."""
        articles = self._articles(passage.chunk.article_id for passage in retrieved)
        # An article may have been changed or removed since its passage was found.
        versions = {article.id: article.version for article in articles.values()}
        passages = [passage for passage in retrieved if versions.get(passage.chunk.article_id) == passage.chunk.version]
        return passages, articles

    def _latest(self) -> list[Article]:
        """The articles published last, of the first `LOOKED_THROUGH` by id; those without a date come behind."""
        stored = self.library.articles(limit=LOOKED_THROUGH)
        articles = [article for article in stored if not article.metadata.foreign]
        return sorted(articles, key=published, reverse=True)[:OVERVIEWED]

    def holding(self, said: str) -> list[Passage]:
        """Return passages that hold a sentence of what was said, as far as words tell: quotes, or what was written on them.

        Untrusted: it comes from the client, and only words are compared.
        """
        passages = self.retriever.retrieve(said, HOLDING)
        parts = [frozenset(content(span.of(said))) for span in sentences(said)[:HOLDING]]
        told = [frozenset(content(passage.chunk.text)) for passage in passages]
        best = [max((len(part & terms) for terms in told), default=0) for part in parts]
        return [
            passage
            for passage, terms in zip(passages, told, strict=True)
            if any(
                part and len(part & terms) == most >= HELD * len(part) for part, most in zip(parts, best, strict=True)
            )
        ]

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


def _one_question(text: str) -> Question:
    """Read one of several questions; the last has whatever else was asked in it, and is one all the same."""
    question = read_question(text)
    return replace(question, kind="fact") if question.kind == "several" else question


def continued(passages: Sequence[Passage], holding: Sequence[Passage]) -> list[Passage]:
    """Return the passages on a question, and after them those that hold what was said before and are not among them."""
    known = {passage.chunk.id for passage in passages}
    least = min((passage.score for passage in passages), default=1.0)
    return [*passages, *(replace(held, score=least) for held in holding if held.chunk.id not in known)]


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
