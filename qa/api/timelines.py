"""Tell what happened on a topic, and give it as a wire body."""

from qa.answer.timeline import timeline
from qa.api.bodies import citation_bodies, degraded_body, scope_body, source_body, statement_bodies
from qa.api.schemas.timelines import EntryBody, TimelineBody
from qa.services import Services


def told_in_order(services: Services, topic: str, limit: int, request_id: str) -> TimelineBody:
    """Return what happened on a topic.

    Raises:
        QuestionError: the topic is empty, too long, or names nothing.
        EmptyLibraryError: there are no articles.
    """
    told = timeline(services.answerer, topic, limit)
    statements = [entry.statement for entry in told.entries]
    bodies = statement_bodies(statements, told.sources)
    return TimelineBody(
        topic=told.topic,
        entries=[
            EntryBody(when=it.when.text, precision=it.when.precision, dated_by=it.dated_by, statement=body)
            for it, body in zip(told.entries, bodies, strict=True)
        ],
        citations=citation_bodies(statements, told.sources),
        sources=[source_body(source) for source in told.sources],
        undated=told.undated,
        scope=scope_body(told.scope),
        degraded=degraded_body(told.degraded),
        request_id=request_id,
    )
