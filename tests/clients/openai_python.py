"""Ask over chat completions and responses as openai-python does, whichever release of it is installed."""

from typing import Any

from driving import GIVEN, WRONG, Calls, report
from openai import OpenAI

QUESTIONS = GIVEN["questions"]


def connect(base: str, key: str) -> Any:  # noqa: ANN401 what the client gives is looked at, whatever it is called
    return OpenAI(base_url=base, api_key=key, max_retries=0)


CLIENT, STRANGER, LATE = (
    connect(GIVEN["base"], GIVEN["key"]),
    connect(GIVEN["base"], WRONG),
    connect(GIVEN["failing"], GIVEN["key"]),
)


def messages(question: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": question}]


def of_chat(completion: Any) -> dict[str, Any]:  # noqa: ANN401 as above
    choice = completion.choices[0]
    cited = [{"url": it.url_citation.url, "title": it.url_citation.title} for it in choice.message.annotations or []]
    facts = completion.dateline
    return {
        "text": choice.message.content,
        "citations": cited,
        "finish": choice.finish_reason,
        "reason": facts["reason"],
    }


def of_response(response: Any) -> dict[str, Any]:  # noqa: ANN401 as above
    names = ("url", "title", "filename", "quote", "version", "span")
    cited = [{name: getattr(it, name, None) for name in names} for it in response.output[0].content[0].annotations]
    for citation in cited:
        citation["title"] = citation["title"] or citation["filename"]
    facts = response.dateline
    return {
        "text": response.output_text,
        "citations": cited,
        "finish": response.status,
        "reason": facts["reason"],
    }


def ask_chat(client: Any, question: str, model: str = "dateline") -> dict[str, Any]:  # noqa: ANN401 as above
    return of_chat(client.chat.completions.create(model=model, messages=messages(question)))


def ask_response(client: Any, question: str, model: str = "dateline") -> dict[str, Any]:  # noqa: ANN401 as above
    return of_response(client.responses.create(model=model, input=question))


def stream_chat(client: Any) -> dict[str, Any]:  # noqa: ANN401 as above
    with client.chat.completions.stream(model="dateline", messages=messages(QUESTIONS["overview"])) as events:
        pieces = [event.delta for event in events if event.type == "content.delta" and event.delta]
        message = events.get_final_completion().choices[0].message
    cited = [{"url": it.url_citation.url, "title": it.url_citation.title} for it in message.annotations or []]
    return {"pieces": pieces, "whole": message.content, "citations": cited}


def stream_response(client: Any) -> dict[str, Any]:  # noqa: ANN401 as above
    with client.responses.stream(model="dateline", input=QUESTIONS["overview"]) as events:
        pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
        answer = of_response(events.get_final_response())
    return {"pieces": pieces, "whole": answer["text"], "citations": answer["citations"]}


def follow_up_chat() -> dict[str, Any]:
    first = CLIENT.chat.completions.create(model="dateline", messages=messages(QUESTIONS["cost"]))
    said = [*messages(QUESTIONS["cost"]), first.choices[0].message, *messages(QUESTIONS["follow_up"])]
    return of_chat(CLIENT.chat.completions.create(model="dateline", messages=said))


def follow_up_response() -> dict[str, Any]:
    first = CLIENT.responses.create(model="dateline", input=QUESTIONS["cost"])
    said = [*messages(QUESTIONS["cost"]), *first.output, *messages(QUESTIONS["follow_up"])]
    return of_response(CLIENT.responses.create(model="dateline", input=said))


CHAT: Calls = {
    "models": lambda: [model.id for model in CLIENT.models.list()],
    "model": lambda: CLIENT.models.retrieve("dateline:extractive").id,
    "answer": lambda: ask_chat(CLIENT, QUESTIONS["cost"]),
    "tickets": lambda: ask_chat(CLIENT, QUESTIONS["tickets"]),
    "stream": lambda: stream_chat(CLIENT),
    "abstention": lambda: ask_chat(CLIENT, QUESTIONS["nobody"]),
    "follow_up": follow_up_chat,
    "error": lambda: ask_chat(CLIENT, QUESTIONS["cost"], "gpt-5"),
    "wrong_key": lambda: ask_chat(STRANGER, QUESTIONS["cost"]),
    "failing": lambda: stream_chat(LATE),
}
RESPONSES: Calls = {
    "answer": lambda: ask_response(CLIENT, QUESTIONS["cost"]),
    "tickets": lambda: ask_response(CLIENT, QUESTIONS["tickets"]),
    "stream": lambda: stream_response(CLIENT),
    "abstention": lambda: ask_response(CLIENT, QUESTIONS["nobody"]),
    "follow_up": follow_up_response,
    "error": lambda: ask_response(CLIENT, QUESTIONS["cost"], "gpt-5"),
    "wrong_key": lambda: ask_response(STRANGER, QUESTIONS["cost"]),
    "failing": lambda: stream_response(LATE),
}

report({"chat": CHAT, "responses": RESPONSES})
