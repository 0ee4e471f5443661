"""Give the events of an answer their wire form: ids, numbers and offsets that no later event changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.answer.assemble import Assembler
from qa.answer.responder import Consulted, Event, Stage
from qa.api.bodies import (
    AnswerIdentity,
    answer_body,
    citation_bodies,
    correction_bodies,
    rejection_body,
    source_body,
    statement_bodies,
)
from qa.api.schemas.events import ConsultedArticle, SourcesEvent, StatementEvent, StatusEvent, StreamEvent
from qa.domain.answer import Abstained, Answered, Rejection, Statement
from qa.domain.article import Article, ArticleId, Corpus


@dataclass(slots=True)
class EventEncoder:
    """Encodes the events of one answer in their order; it keeps the statements, since numbers go on from there."""

    assembler: Assembler
    corpus: Corpus
    identity: AnswerIdentity
    _articles: dict[ArticleId, Article] = field(default_factory=dict)
    _statements: list[Statement] = field(default_factory=list)

    def encode(self, event: Event) -> StreamEvent:
        """Return the event as it is on the wire."""
        match event:
            case Stage():
                return StatusEvent(stage=event.name, standalone_question=event.standalone)
            case Consulted():
                self._articles = {article.id: article for article in event.articles}
                return SourcesEvent(
                    articles=_consulted(event.articles), corrections=correction_bodies(event.corrections)
                )
            case Statement():
                return self._statement(event)
            case Rejection():
                return rejection_body(event)
            case Answered() | Abstained():
                return answer_body(event, self.corpus, self.identity)

    def _statement(self, statement: Statement) -> StatementEvent:
        before = citation_bodies(self._statements, self.assembler.sources(self._statements, self._articles))
        self._statements.append(statement)
        sources = self.assembler.sources(self._statements, self._articles)
        known = {citation.source for citation in before}
        return StatementEvent(
            statement=statement_bodies(self._statements, sources)[-1],
            citations=citation_bodies(self._statements, sources)[len(before) :],
            sources=[source_body(source) for source in sources if source.number not in known],
        )


def _consulted(articles: Sequence[Article]) -> list[ConsultedArticle]:
    return [
        ConsultedArticle(
            article_id=article.id,
            title=article.metadata.title,
            publisher=article.metadata.publisher,
            url=article.metadata.url,
            published_at=article.metadata.published_at,
        )
        for article in articles
    ]
