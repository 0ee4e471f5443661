"""The errors that only the HTTP interface knows; they go on with the tree of `qa.errors`.

DatelineError
├── InputError
│   ├── BatchError           a body that is no batch of articles
│   ├── JobNotFoundError     no job with this id, or not any more
│   ├── CursorError          a list's cursor that no list gave
│   ├── FeedbackError        feedback on a part that the answer does not have
│   ├── AlreadyRatedError    feedback on what somebody has given it on
│   ├── AnswerNotFoundError  no answer with this id, or not any more
│   ├── EventNotFoundError   no event of an answer with this number
│   └── ModelNotFoundError   an OpenAI client names a model that there is not
├── CheckTimeoutError        a text could not be checked by the deadline
├── EventsForgottenError     the events of an answer are not kept any more
├── OverloadedError          more is asked than can be answered in time; it is worth trying again later
├── AnswerTimeoutError       an answer was not there by its deadline
└── AnswerCancelledError     an answer was cancelled while somebody waited for it
"""

from qa.errors import DatelineError, InputError


class BatchError(InputError):
    """A body is no batch of articles, or has too many."""


class JobNotFoundError(InputError):
    """No job has this id, or it is not kept any more."""


class CursorError(InputError):
    """The cursor is not one that a list gave."""


class ReindexSettingsError(InputError):
    """The index would be made by other settings than it should be, or the settings cannot be read."""


class FeedbackError(InputError):
    """Feedback names a part that the answer does not have."""


class AlreadyRatedError(InputError):
    """Feedback on this answer, or this part of it, is kept already."""


class AnswerNotFoundError(InputError):
    """No answer has this id, or it is not kept any more."""


class EventNotFoundError(InputError):
    """An answer has no event with this number."""


class ModelNotFoundError(InputError):
    """No model has this name."""


class EventsForgottenError(DatelineError):
    """The events asked for are not kept any more."""


class CheckTimeoutError(DatelineError):
    """A text was not checked by the deadline."""


class OverloadedError(DatelineError):
    """The queue is full."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which it is worth trying again."""


class AnswerTimeoutError(DatelineError):
    """The answer was not there by its deadline."""


class AnswerCancelledError(DatelineError):
    """The answer was cancelled, by its id or since the server stops."""
