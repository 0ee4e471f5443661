"""Read a question and the turns before it from the messages of a client."""

import re
from collections.abc import Callable, Sequence

from qa.answer.question.contextualize import LONGEST
from qa.api.asking import Question
from qa.api.errors import AnswerNotFoundError, ModelNotFoundError
from qa.api.openai.response_schemas import ItemReference
from qa.api.openai.schemas import Message, ModelName
from qa.api.schemas.answers import AnswerBody, UnfinishedBody
from qa.domain.answer import Turn
from qa.errors import QuestionError

MODELS: tuple[ModelName, ...] = ("dateline", "dateline:extractive")
_MOST_TURNS = 6
_LINKED_MARKER = re.compile(r"(\[\d{1,4}\])\([^()\s]*\)")
"""The marker of the style `links`; the address is none of the answer's words."""
_SHOWN = 100


def model_of(name: str) -> ModelName:
    """Return the model with this name.

    Raises:
        ModelNotFoundError: there is none.
    """
    for model in MODELS:
        if name == model:
            return model
    raise ModelNotFoundError(f"there is no model {name[:_SHOWN]!r}; there are {' and '.join(MODELS)}")


def turn_of(answer: AnswerBody | UnfinishedBody) -> Turn:
    """Return a question and its answer as the turn before another; raises as `messages_of` does."""
    whole = _finished(answer)
    return Turn((whole.standalone_question or whole.question)[:LONGEST], whole.text[:LONGEST])


def messages_of(
    items: Sequence[Message | ItemReference], find: Callable[[str], AnswerBody | UnfinishedBody]
) -> list[Message]:
    """Return the messages with those that are only named put in; of these the latest, since no turns before them are read.

    Raises:
        AnswerNotFoundError: one that is named is not kept, has not ended yet, or was given up.
    """
    named = [item.answer_id for item in items if isinstance(item, ItemReference)][-_MOST_TURNS:]
    texts = {answer_id: _finished(find(answer_id)).text for answer_id in named}
    messages = []
    for item in items:
        if isinstance(item, Message):
            messages.append(item)
        elif item.answer_id in texts:
            messages.append(Message(role="assistant", content=texts[item.answer_id]))
    return messages


def _finished(answer: AnswerBody | UnfinishedBody) -> AnswerBody:
    if isinstance(answer, UnfinishedBody):
        raise AnswerNotFoundError(
            f"response {answer.id!r} has no text to go on from; send the messages before it instead"
        )
    return answer


def question_of(messages: Sequence[Message], model: ModelName, before: Sequence[Turn] = ()) -> Question:
    """Return the question, which is the last message, with the latest turns before it; `before` are those that are not sent.

    Untrusted: turns tell only what a follow-up is about, and no statement stands on them. What a system message says is not
    read at all: how answers are made is the server's to say.

    Raises:
        QuestionError: the last message is none of the user's.
    """
    spoken = [message for message in messages if message.role in {"user", "assistant"}]
    if not spoken or spoken[-1].role != "user":
        raise QuestionError("the last message must be the user's question")
    turns = list(before)
    for message in spoken[:-1]:
        text = _LINKED_MARKER.sub(r"\1", message.text)
        if message.role == "user" and text.strip():
            turns.append(Turn(text[:LONGEST], ""))
        elif message.role == "assistant" and turns:
            turns[-1] = Turn(turns[-1].question, f"{turns[-1].answer} {text}".strip()[:LONGEST])
    return Question(spoken[-1].text, tuple(turns[-_MOST_TURNS:]), extractive=model == "dateline:extractive")
