"""Ask as LlamaIndex's OpenAILike does."""

from typing import Any

from driving import GIVEN, WRONG, report
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

QUESTIONS = GIVEN["questions"]


def model(base: str = GIVEN["base"], key: str = GIVEN["key"], name: str = "dateline") -> OpenAILike:
    return OpenAILike(
        model=name, api_base=base, api_key=key, is_chat_model=True, is_function_calling_model=False, max_retries=0
    )


def user(question: str) -> ChatMessage:
    return ChatMessage(role="user", content=question)


def ask(llm: OpenAILike, *messages: ChatMessage) -> dict[str, Any]:
    response = llm.chat(messages)
    annotations = response.raw.choices[0].message.annotations or []
    cited = [{"url": it.url_citation.url, "title": it.url_citation.title} for it in annotations]
    return {"text": response.message.content, "citations": cited, "reason": response.raw.dateline["reason"]}


def stream(llm: OpenAILike) -> dict[str, Any]:
    chunks = list(llm.stream_chat([user(QUESTIONS["overview"])]))
    deltas = [chunk.raw.choices[0].delta for chunk in chunks if chunk.raw.choices]
    annotations = [it for delta in deltas for it in (delta.model_extra or {}).get("annotations", [])]
    cited = [{"url": it["url_citation"]["url"], "title": it["url_citation"]["title"]} for it in annotations]
    pieces = [chunk.delta for chunk in chunks if chunk.delta]
    return {"pieces": pieces, "whole": chunks[-1].message.content, "citations": cited}


def follow_up() -> dict[str, Any]:
    first = model().chat([user(QUESTIONS["cost"])]).message
    return ask(model(), user(QUESTIONS["cost"]), first, user(QUESTIONS["follow_up"]))


report(
    {
        "chat": {
            "answer": lambda: ask(model(), user(QUESTIONS["cost"])),
            "tickets": lambda: ask(model(), user(QUESTIONS["tickets"])),
            "stream": lambda: stream(model()),
            "abstention": lambda: ask(model(), user(QUESTIONS["nobody"])),
            "follow_up": follow_up,
            "error": lambda: ask(model(name="gpt-5"), user(QUESTIONS["cost"])),
            "wrong_key": lambda: ask(model(key=WRONG), user(QUESTIONS["cost"])),
            "failing": lambda: stream(model(GIVEN["failing"])),
        }
    }
)
