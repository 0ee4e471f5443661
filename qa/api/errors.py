"""The errors that only the HTTP interface knows; they go on with the tree of `qa.errors`.

DatelineError
├── InputError
│   ├── CursorError          a list's cursor that no list gave
│   ├── FeedbackError        feedback on a part that the answer does not have
│   ├── AnswerNotFoundError  no answer with this id, or not any more
│   └── EventNotFoundError   no event of an answer with this number
├── CheckTimeoutError        a text could not be checked by the deadline
└── EventsForgottenError     the events of an answer are not kept any more
"""

from qa.errors import DatelineError, InputError


class CursorError(InputError):
    """The cursor is not one that a list gave."""


class FeedbackError(InputError):
    """Feedback names a part that the answer does not have."""


class AnswerNotFoundError(InputError):
    """No answer has this id, or it is not kept any more."""


class EventNotFoundError(InputError):
    """An answer has no event with this number."""


class EventsForgottenError(DatelineError):
    """The events asked for are not kept any more."""


class CheckTimeoutError(DatelineError):
    """A text was not checked by the deadline."""
