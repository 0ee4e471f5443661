"""Check a text and give the result as wire bodies: each sentence as it comes, and at the end all of them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from qa.api.bodies import degraded_body, scope_body, span_body
from qa.api.errors import CheckTimeoutError
from qa.api.links import deep_link
from qa.api.schemas.answers import CorpusBody
from qa.api.schemas.checks import CheckBody, CheckedSentenceBody, DifferenceBody, QuoteBody
from qa.domain.answer import CheckedSentence, Citation, Degraded
from qa.domain.article import Span
from qa.ports import ArticleStore
from qa.services import Services


async def checked(
    services: Services, text: str, request_id: str, limit: Degraded | None = None
) -> AsyncGenerator[CheckedSentenceBody | CheckBody]:
    """Yield each sentence of the text, and last the whole; `limit` says why no second opinion may be asked for, if so.

    Raises:
        QuestionError: the text has no sentence, too many, or one that is too long.
        EmptyLibraryError: there are no articles.
        CheckTimeoutError: it takes longer than the checker's deadline.
    """
    end = asyncio.get_running_loop().time() + services.checker.deadline
    async with aclosing(_checked(services, text, request_id, limit)) as bodies:
        while (body := await _by(end, bodies)) is not None:
            yield body


async def _by(
    end: float, bodies: AsyncGenerator[CheckedSentenceBody | CheckBody]
) -> CheckedSentenceBody | CheckBody | None:
    """Return the next one, or None after the last; `end` is a time of the loop."""
    try:
        async with asyncio.timeout_at(end) as deadline:
            return await anext(bodies, None)
    except TimeoutError as error:
        if not deadline.expired():
            raise
        raise CheckTimeoutError("the text could not be checked in time; check a part of it at a time") from error


async def _checked(
    services: Services, text: str, request_id: str, limit: Degraded | None
) -> AsyncGenerator[CheckedSentenceBody | CheckBody]:
    await asyncio.to_thread(services.answerer.ready)
    corpus = await asyncio.to_thread(services.library.corpus)
    sentences: list[CheckedSentenceBody] = []
    # A limit takes only what a model would have said.
    degraded = limit if services.checker.verifier is not None else None
    async with aclosing(services.checker.check(text, opinions=limit is None)) as results:
        async for result in results:
            if isinstance(result, Degraded):
                degraded = result
                continue
            sentences.append(await asyncio.to_thread(_sentence, result, services.library))
            yield sentences[-1]
    yield CheckBody(
        sentences=sentences,
        verifier=services.checker.verifier,
        degraded=degraded_body(degraded),
        scope=scope_body(await asyncio.to_thread(services.answerer.assembler.scope_use)),
        corpus=CorpusBody(fingerprint=corpus.fingerprint, articles=corpus.articles),
        request_id=request_id,
    )


def _sentence(sentence: CheckedSentence, library: ArticleStore) -> CheckedSentenceBody:
    start = sentence.span.start
    return CheckedSentenceBody(
        text=sentence.text,
        start=start,
        end=sentence.span.end,
        verdict=sentence.verdict,
        quotes=[_quote(citation, library) for citation in sentence.citations],
        differences=[
            DifferenceBody(
                kind=difference.kind,
                text=difference.span.of(sentence.text),
                span=span_body(Span(start + difference.span.start, start + difference.span.end)),
            )
            for difference in sentence.differences
        ],
    )


def _quote(citation: Citation, library: ArticleStore) -> QuoteBody:
    article = library.article(citation.article_id)
    # It may have been deleted since: what is known of it then is only the quote.
    metadata = article.metadata if article is not None else None
    return QuoteBody(
        article_id=citation.article_id,
        version=citation.version,
        title=metadata.title if metadata else None,
        publisher=metadata.publisher if metadata else None,
        published_at=metadata.published_at if metadata else None,
        quote=citation.quote,
        span=span_body(citation.span),
        raw_span=span_body(citation.raw_span),
        deep_link=deep_link(metadata.url if metadata else None, citation.quote),
    )
