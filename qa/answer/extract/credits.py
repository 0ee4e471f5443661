"""Answer who wrote an article, when it was published and where, from its credits, which answer nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from qa.answer.evidence.article_sentences import Section, Sentence, SentenceCache
from qa.answer.evidence.context import SentenceContext
from qa.answer.evidence.features import Features
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.select import MOST, Selected
from qa.answer.question.credit import Credit, CreditQuestion
from qa.answer.retrieval import Retriever
from qa.domain.article import Article, ArticleId, FieldOrigin, Passage, Span
from qa.ports import ArticleStore
from qa.text.tokens import Term, content

_PASSAGES = 10
_COVERED = 2 / 3
"""Least share of the words that tell which article is meant that this article has."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BY = re.compile(r"by\b", re.IGNORECASE)
_DAY = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? [^\W\d_]{3,9}\.?,? |[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? |\d{1,2}[./]\d{1,2}[./])"
    r"(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d-\d\d-\d\d"
)
_FEATURES = Features(coverage=0, surroundings=1, pairs=0, answer_type=1, passage=1, brevity=1, absent=0)
_ASKED: Mapping[Credit, str] = {
    "author": "who wrote it",
    "date": "when it was published",
    "outlet": "where it was published",
}
_RECORDS: Mapping[FieldOrigin, str] = {
    "sources.jsonl": "its entry in sources.jsonl",
    "json-ld": "its page, in data for machines,",
    "meta": "its page, in data for machines,",
    "markup": "its page, in its markup,",
}


@dataclass(frozen=True, slots=True)
class CreditFindings:
    """The credits of the articles that were asked about, or what stands in their place."""

    passages: Sequence[Passage]
    articles: Mapping[ArticleId, Article]
    candidates: Sequence[Candidate]
    selected: Sequence[Selected]
    message: str
    """What an abstention says; empty where there is a credit."""


@dataclass(frozen=True, slots=True)
class CreditFinder:
    """Finds the articles that a question about credits means, and the lines of them that answer."""

    library: ArticleStore
    retriever: Retriever
    sentence_cache: SentenceCache

    def find(self, question: CreditQuestion) -> CreditFindings | None:
        """Return the credits of the article that is meant, of all where the words fit several alike; None: they fit none."""
        passages = self.retriever.retrieve(question.topic, _PASSAGES) if content(question.topic) else []
        meant = self._meant(question, passages) if passages else self._all()
        if not meant:
            return None
        sections = [self.sentence_cache.section(article, Span(0, 0)) for article in meant]
        lines = list(chain.from_iterable(_answering(section, question.asks) for section in sections))
        return CreditFindings(
            passages=passages,
            articles={article.id: article for article in meant},
            candidates=lines or list(filter(None, map(_lead, sections))),
            selected=[Selected(line) for line in lines[:MOST]],
            message="" if lines else _message(meant[0], question.asks),
        )

    def _meant(self, question: CreditQuestion, passages: Sequence[Passage]) -> list[Article]:
        wanted = set(content(question.topic))
        ids = dict.fromkeys(passage.chunk.article_id for passage in passages)
        articles = [article for name in ids if (article := self.library.article(name))]
        fits = [self._fit(article, wanted) for article in articles]
        best = max(fits, default=(0.0, 0.0))
        return (
            [article for article, fit in zip(articles, fits, strict=True) if fit == best] if best[0] >= _COVERED else []
        )

    def _fit(self, article: Article, wanted: set[Term]) -> tuple[float, float]:
        """Return the shares of the words that the article has, and that its title has."""
        section = self.sentence_cache.section(article, Span(0, 0))
        said = section.mentions.keys() | section.title
        return len(wanted & said) / len(wanted), len(wanted & section.title) / len(wanted)

    def _all(self) -> list[Article]:
        """Return every article where there are few: "Who wrote this article?" means one of them."""
        articles = self.library.articles(limit=MOST + 1)
        return articles if len(articles) <= MOST else []


def _answering(section: Section, asks: Credit) -> list[Candidate]:
    """Return the lines of an article's credits that answer, each with the few words of it that do, where they are known."""
    article = section.article
    lines = list(_credit_lines(article))
    shorts = {line: _short(article, line, asks) for line in lines}
    # Of lines that say the same, the first: a byline and the agency's credit below the text name the same people.
    named = {short.of(article.clean): line for line, short in reversed(shorts.items()) if short}
    answering = sorted(named.values()) or [line for line in lines if _names_nobody(article, line, asks)][:1]
    return [_candidate(section, line, shorts[line]) for line in answering]


def _names_nobody(article: Article, line: Span, asks: Credit) -> bool:
    """Return whether a line answers though nobody is known by name: "By staff writers", or the agency that sent the article."""
    text = line.of(article.clean)
    if asks == "date" or _YEAR.search(text) or _names(article, line):
        return False
    return asks == "author" or _BY.match(text) is None


def _credit_lines(article: Article) -> Iterator[Span]:
    for span in article.credits():
        for line in re.finditer(r"[^\n]+", span.of(article.clean)):
            yield Span(span.start + line.start(), span.start + line.end())


def _short(article: Article, line: Span, asks: Credit) -> Span | None:
    if asks == "author":
        names = _names(article, line)
        return Span(names[0].start, names[-1].end) if names else None
    if asks == "outlet":
        return _place(article, line, article.metadata.publisher)
    day = _DAY.search(line.of(article.clean))
    return Span(line.start + day.start(), line.start + day.end()) if day and article.metadata.published_at else None


def _names(article: Article, line: Span) -> list[Span]:
    places = (_place(article, line, author) for author in article.metadata.authors)
    return sorted(place for place in places if place)


def _place(article: Article, line: Span, words: str | None) -> Span | None:
    start = line.of(article.clean).find(words) if words else -1
    return Span(line.start + start, line.start + start + len(words)) if words and start >= 0 else None


def _candidate(section: Section, span: Span, short: Span | None) -> Candidate:
    sentence = Sentence(span, span.of(section.article.clean), 0, heading=True)
    return Candidate(SentenceContext(sentence, None, None, section), span, _FEATURES, 1.0, None, short_answer=short)


def _lead(section: Section) -> Candidate | None:
    lead = next((sentence for sentence in section.sentences if sentence.quotable), None)
    return None if lead is None else _candidate(section, lead.span, None)


def _message(article: Article, asks: Credit) -> str:
    """Return what is known beside the text, and from where: no quote, and shown as none."""
    metadata = article.metadata
    day = metadata.published_at and f"{metadata.published_at:%-d %B %Y}"
    known, field = {
        "author": (", ".join(metadata.authors), "authors"),
        "date": (day, "published_at"),
        "outlet": (metadata.publisher, "publisher"),
    }[asks]
    silent = f"The text of the article does not say {_ASKED[asks]}"
    origin = metadata.origins.get(field)
    record = _RECORDS.get(origin, "its record") if origin else "its record"
    return f"{silent}; {record} says: {known}." if known else f"{silent}, and nothing else that is known of it does."
