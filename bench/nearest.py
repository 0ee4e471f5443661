"""Answer by the sentences that a reader puts first, of all that are retrieved: the plainest way, and never a refusal."""

from dataclasses import dataclass

from qa.answer.answerer import PASSAGES
from qa.answer.extract.select import MOST
from qa.answer.verify.citation import cite, verbatim
from qa.domain.answer import Citation, Statement, Window
from qa.domain.article import ArticleId, Span
from qa.ports import Reader
from qa.services import Services
from qa.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Nearest:
    """Answers from the passages that Dateline retrieves, with the same embedder and without anything else of Dateline."""

    services: Services
    reader: Reader

    def answer(self, question: str) -> tuple[Statement, ...]:
        """As many sentences as an answer of ours may have, nearest first."""
        citations = self._sentences(question)
        if not citations:
            return ()
        [reading] = self.reader.read(question, [Window("", tuple(citation.quote for citation in citations))])
        ranked = sorted(zip(reading.sentences, citations, strict=True), key=lambda item: -item[0].answers)
        return tuple(verbatim((citation,)) for _, citation in ranked[:MOST])

    def _sentences(self, question: str) -> list[Citation]:
        spans: dict[tuple[ArticleId, Span], None] = {}
        for passage in self.services.answerer.search(question, PASSAGES):
            start = passage.chunk.span.start
            for span in sentences(passage.chunk.text):
                spans[passage.chunk.article_id, Span(start + span.start, start + span.end)] = None
        cited = [cite(self.services.articles.get(name), span) for name, span in spans]
        return [citation for citation in cited if isinstance(citation, Citation)]
