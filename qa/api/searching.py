"""Search the articles and give what is found as a wire body."""

from qa.api.bodies import degraded_body, scope_body, search_body
from qa.api.schemas.search import SearchBody
from qa.services import Services


def searched(services: Services, query: str, limit: int, request_id: str) -> SearchBody:
    """Return the best passages.

    Raises:
        QuestionError: the query is empty or too long.
        EmptyLibraryError: there are no articles.
    """
    passages, degraded = services.answerer.degrading(lambda answerer: answerer.search(query, limit))
    found = search_body(query, passages, services.articles.metadata(passages), request_id)
    scope = scope_body(services.answerer.assembler.scope_use())
    return found.model_copy(update={"scope": scope, "degraded": degraded_body(degraded)})
