"""Ask as LangChain's ChatOpenAI does, over chat completions and over responses."""

from functools import reduce
from operator import add
from typing import Any

from driving import GIVEN, WRONG, Calls, report
from langchain_openai import ChatOpenAI

QUESTIONS = GIVEN["questions"]


def calls(over_responses: bool) -> Calls:
    def model(base: str = GIVEN["base"], key: str = GIVEN["key"], name: str = "dateline") -> ChatOpenAI:
        return ChatOpenAI(model=name, base_url=base, api_key=key, max_retries=0, use_responses_api=over_responses)

    def stream(chat: ChatOpenAI) -> dict[str, Any]:
        chunks = list(chat.stream(QUESTIONS["overview"]))
        whole = reduce(add, chunks)
        return {**gave(whole), "pieces": [chunk.text for chunk in chunks if chunk.text], "whole": whole.text}

    def follow_up() -> dict[str, Any]:
        first = model().invoke(QUESTIONS["cost"])
        return gave(model().invoke([("human", QUESTIONS["cost"]), first, ("human", QUESTIONS["follow_up"])]))

    return {
        "answer": lambda: gave(model().invoke(QUESTIONS["cost"])),
        "tickets": lambda: gave(model().invoke(QUESTIONS["tickets"])),
        "stream": lambda: stream(model()),
        "abstention": lambda: gave(model().invoke(QUESTIONS["nobody"])),
        "follow_up": follow_up,
        "error": lambda: gave(model(name="gpt-5").invoke(QUESTIONS["cost"])),
        "wrong_key": lambda: gave(model(key=WRONG).invoke(QUESTIONS["cost"])),
        "failing": lambda: stream(model(GIVEN["failing"])),
    }


def gave(message: Any) -> dict[str, Any]:  # noqa: ANN401 a message or what is gathered of its chunks
    texts = [block for block in message.content_blocks if block["type"] == "text"]
    cited = [
        {"url": it.get("url"), "title": it.get("title"), "quote": it.get("extras", {}).get("quote")}
        for block in texts
        for it in block.get("annotations", [])
        if it["type"] == "citation"
    ]
    return {"text": message.text, "citations": cited}


report({"chat": calls(over_responses=False), "responses": calls(over_responses=True)})
