"""Targets outside this process: a running service, any other address, any program."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, Literal
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from pydantic import ValidationError

from eval.errors import TargetError
from eval.record import Cited, Differing, Held, Marked, Outcome, Presumed, Qualified, Retrieved, Said, SaidPart
from qa.api.schemas.answers import (
    AbstentionBody,
    AnswerBody,
    CitationBody,
    DisagreementBody,
    PartBody,
    PremiseBody,
    ShortAnswerBody,
    StatementBody,
)
from qa.api.schemas.search import PassageBody, SearchBody
from qa.domain.answer import Turn

_SECONDS = 120.0
_PASSAGES = 10
_REFUSED = {401, 403}


class DatelineServer:
    """A running service of ours, over HTTP."""

    def __init__(self, url: str, key: str = "") -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._corpus = ""

    @property
    def name(self) -> str:
        return self._url

    @property
    def corpus(self) -> str:
        return self._corpus

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Outcome:
        started = perf_counter()
        body = self._call("/v1/answers", _asked(question, history))
        milliseconds = (perf_counter() - started) * 1000
        try:
            answer = AnswerBody.model_validate(body)
            query = {"query": answer.standalone_question or question, "limit": _PASSAGES}
            search = SearchBody.model_validate(self._call("/v1/search", query))
        except ValidationError as error:
            raise TargetError(f"{self._url} does not answer as Dateline does: {error.errors()[0]['msg']}") from error
        self._corpus = answer.corpus.fingerprint
        return _outcome(answer, search, milliseconds)

    def texts(self) -> Mapping[str, str]:
        return {name: str(self._call(f"/v1/articles/{quote(name)}")["clean"]) for name in self._names()}

    def _names(self) -> list[str]:
        names: list[str] = []
        cursor = ""
        while True:
            page = self._call(f"/v1/articles?limit=100{cursor}")
            names += [article["article_id"] for article in page["data"]]
            if page["next_cursor"] is None:
                return names
            cursor = f"&cursor={quote(page['next_cursor'])}"

    def _call(self, path: str, body: object = None) -> Any:  # noqa: ANN401 JSON, which its reader validates
        return _call(f"{self._url}{path}", body, self._key)


def _outcome(answer: AnswerBody, search: SearchBody, milliseconds: float) -> Outcome:
    citations = {citation.id: _cited(citation) for citation in answer.citations}
    places = {statement.id: place for place, statement in enumerate(answer.statements)}
    made = Outcome(mode=answer.mode) if answer.abstention is None else _abstained(answer.mode, answer.abstention)
    return made.model_copy(
        update={
            "kind": answer.kind,
            "verdict": answer.verdict,
            "statements": tuple(_said(statement, citations) for statement in answer.statements),
            "parts": tuple(_part(part, places) for part in answer.parts),
            "passages": tuple(map(_retrieved, search.passages)),
            "rejected": tuple(rejection.reason for rejection in answer.rejected),
            "disagreements": tuple(_differing(disagreement, citations) for disagreement in answer.disagreements),
            "degraded": answer.degraded.reason if answer.degraded else None,
            "milliseconds": round(milliseconds, 3),
            "stages": answer.timings_ms,
            "tokens": answer.usage and answer.usage.input_tokens + answer.usage.output_tokens,
            "model": answer.model,
            "prompt_digest": answer.prompt_digest,
        }
    )


def _abstained(mode: Literal["extractive", "generated", "abstained"], abstention: AbstentionBody) -> Outcome:
    return Outcome(
        mode=mode,
        abstention=abstention.reason,
        nearest=tuple(map(_cited, abstention.nearest)),
        missing=tuple(abstention.missing),
        premise=_premise(abstention.premise),
    )


def _said(said: StatementBody, citations: Mapping[str, Cited]) -> Said:
    return Said(
        text=said.text,
        citations=tuple(citations[name] for name in said.citations),
        short_answer=_short_answer(said.short_answer),
        also=said.also,
        qualifications=tuple(
            Qualified(relation=each.relation, citation=citations[each.citation]) for each in said.qualifications
        ),
    )


def _part(part: PartBody, places: Mapping[str, int]) -> SaidPart:
    return SaidPart(question=part.question, statements=tuple(places[name] for name in part.statements))


def _differing(disagreement: DisagreementBody, citations: Mapping[str, Cited]) -> Differing:
    return Differing(
        attribute=disagreement.attribute,
        relation=disagreement.relation,
        positions=tuple(
            Held(
                value=position.value,
                citations=tuple(citations[name] for name in position.citations),
                sources=position.sources,
            )
            for position in disagreement.positions
        ),
    )


def _premise(premise: PremiseBody | None) -> Presumed | None:
    if premise is None:
        return None
    return Presumed(asked=premise.asked, stands=premise.stands, citations=tuple(map(_cited, premise.citations)))


def _short_answer(marked: ShortAnswerBody | None) -> Marked | None:
    return None if marked is None else Marked(text=marked.text, start=marked.span.start, end=marked.span.end)


def _retrieved(passage: PassageBody) -> Retrieved:
    return Retrieved(article=passage.article_id, start=passage.span.start, end=passage.span.end, text=passage.text)


def _cited(citation: CitationBody) -> Cited:
    return Cited(article=citation.article_id, quote=citation.quote, start=citation.span.start, end=citation.span.end)


class Endpoint:
    """Any address that takes `{"question": …}` and gives an outcome as `eval.record.Outcome` describes it."""

    def __init__(self, url: str, key: str = "") -> None:
        self._url = url
        self._key = key

    @property
    def name(self) -> str:
        return self._url

    @property
    def corpus(self) -> str:
        return ""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Outcome:
        return _valid(_call(self._url, _asked(question, history), self._key), self._url)

    def texts(self) -> Mapping[str, str]:
        return {}


class Command:
    """Any program that reads `{"question": …}` on standard input, a line each, and writes an outcome a line."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = list(words)

    @property
    def name(self) -> str:
        return " ".join(self._words)

    @property
    def corpus(self) -> str:
        return ""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Outcome:
        try:
            done = subprocess.run(  # noqa: S603 - the words are those of the person at the command line
                self._words,
                input=json.dumps(_asked(question, history)),
                capture_output=True,
                timeout=_SECONDS,
                encoding="utf-8",
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise TargetError(f"{self.name!r} does not run: {error}") from error
        if done.returncode:
            return Outcome(mode="error", error=done.stderr.strip()[-500:] or f"exit code {done.returncode}")
        return _valid(_json(done.stdout, self.name), self.name)

    def texts(self) -> Mapping[str, str]:
        return {}


def _asked(question: str, history: Sequence[Turn]) -> dict[str, object]:
    """What is sent; the turns go only with a follow-up, so that a target need not know of them."""
    turns = [{"question": turn.question, "answer": turn.answer} for turn in history]
    return {"question": question, "history": turns} if turns else {"question": question}


def _valid(document: object, name: str) -> Outcome:
    try:
        return Outcome.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise TargetError(
            f"{name!r} gives no outcome as docs/evals.md describes it: {where}: {first['msg']}"
        ) from error


def _call(address: str, body: object, key: str) -> Any:  # noqa: ANN401 JSON, which its reader validates
    if not address.startswith(("http://", "https://")):
        raise TargetError(f"{address!r} is no http address")
    data = None if body is None else json.dumps(body).encode()
    authorization = {"Authorization": f"Bearer {key}"} if key else {}
    headers = {"Content-Type": "application/json"} | authorization
    request = Request(address, data, headers)  # noqa: S310 http(s) only, see above
    try:
        with urlopen(request, timeout=_SECONDS) as response:  # noqa: S310 likewise
            return _json(response.read().decode(), address)
    except HTTPError as error:
        with error:
            needs = "; it wants another key in DATELINE_KEY" if error.code in _REFUSED else ""
            raise TargetError(f"{address} does not answer: {error}{needs}") from error
    except (URLError, TimeoutError, ConnectionError, UnicodeDecodeError) as error:
        raise TargetError(f"{address} does not answer: {error}") from error


def _json(text: str, name: str) -> Any:  # noqa: ANN401 JSON, which its reader validates
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise TargetError(f"{name!r} gives no JSON: {error.msg}") from error
