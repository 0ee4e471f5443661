"""What a language model was offered, and what it made of it."""

from dataclasses import dataclass

from qa.answer.evidence.context import SentenceContext
from qa.domain.answer import DraftFault


@dataclass(frozen=True, slots=True)
class PromptPassage:
    """A passage as the model sees it, and the sentences of it that may be quoted."""

    number: int
    title: str
    published: str
    """The day, ISO 8601; empty where it is unknown."""
    text: str
    sentences: tuple[SentenceContext, ...]

    @property
    def foreign(self) -> bool:
        """Whether its article is in another language than English."""
        return any(context.section.article.metadata.foreign for context in self.sentences)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a model wrote and nobody has checked yet."""

    text: str
    cited: tuple[int, ...]
    fault: DraftFault | None = None
    """What it must not have, whatever it says."""
