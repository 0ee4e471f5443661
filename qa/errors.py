"""Every error of Dateline, named by what the caller should know or do.

DatelineError
├── InputError               the caller's input is wrong; the message says how to mend it
│   ├── QuestionError        empty or over-long question
│   ├── InvalidScopeError    a scope whose moments, zone or outlets are none
│   ├── SettingsError        an unknown or invalid setting
│   ├── ArticleNotFoundError no article with this id
│   ├── ArticleError         an article that cannot be stored as it is
│   ├── FeedError            what cannot be kept as a feed
│   ├── FeedNotFoundError    no feed with this id
│   ├── JobKeyReusedError    a batch whose idempotency key came with another one before
│   └── KeyNotFoundError     no key with this id
├── AccessError              whoever asks may not; the message says who may
│   ├── KeyMissingError      there are keys, and none is shown
│   ├── KeyUnknownError      the key is none of ours, or is revoked
│   ├── NoKeysError          there are no keys, and the question is not from this machine
│   ├── OriginError          the page that asks belongs to none of the key's sites
│   ├── KeyExposedError      a secret key is shown by a browser
│   └── ScopeError           a publishable key is shown where a secret one is needed
├── RateLimitError           too many requests; it is worth trying again later
├── EmptyLibraryError        nothing has been ingested yet
├── LibraryBusyError         another process owns the data directory
├── ServerError              the server that holds the library does not answer
├── FetchError               an address cannot be fetched, or may not be
├── JobsFullError            as many batches wait as may; it is worth trying again later
├── FeedbackFullError        there is as much feedback as may be kept
├── StoreError               a file of the data folder cannot be used
│   ├── StoreBusyError       another process writes to it
│   ├── StoreDamagedError    it is not what was written there
│   ├── StoreDeniedError     it may not be read or written, or something else stands in its place
│   ├── StoreFullError       its disk is full
│   ├── StoreUnavailableError a server that keeps a part of it does not answer
│   └── StoreVersionError    a newer version of Dateline wrote it
├── VectorsBehindError       a change is stored whose vectors could not be written
├── IndexMismatchError       the vectors were made by another embedder; `qa reindex` rebuilds them
├── EmbeddingError           the embedding that the settings name fails
├── LanguageModelError       the language model cannot write; the answer falls back and says why
├── ModelMissingError        a model or the data it is built of is not there
└── ModelFileError           a file of a model is there but is not the one that was built or published

`qa.api.errors` has those that only the HTTP interface knows.
"""

from qa.domain.answer import DegradedReason


class DatelineError(Exception):
    """Root of all errors that Dateline raises on purpose."""


class InputError(DatelineError):
    """The caller's input is wrong."""


class QuestionError(InputError):
    """The question is empty or longer than the limit."""


class InvalidScopeError(InputError):
    """A scope cannot be read: a moment, a zone or an outlet in it is none."""


class SettingsError(InputError):
    """A setting is unknown or has an invalid value."""


class ArticleNotFoundError(InputError):
    """No article has this id."""


class ArticleError(InputError):
    """An article cannot be stored as it is."""


class FeedError(InputError):
    """A feed cannot be kept as it is given."""


class FeedNotFoundError(InputError):
    """No feed has this id."""


class JobKeyReusedError(InputError):
    """A batch has the idempotency key of another one."""


class KeyNotFoundError(InputError):
    """No key has this id."""


class AccessError(DatelineError):
    """Whoever asks may not."""


class KeyMissingError(AccessError):
    """There are keys, and the request shows none."""


class KeyUnknownError(AccessError):
    """The key is none of ours, or is revoked."""


class NoKeysError(AccessError):
    """Without keys only this machine is answered."""


class OriginError(AccessError):
    """The page belongs to none of the key's sites."""


class KeyExposedError(AccessError):
    """A secret key is shown by a browser, where everybody can read it."""


class ScopeError(AccessError):
    """The key may ask, and no more."""


class RateLimitError(DatelineError):
    """Too many requests."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which it is worth trying again."""


class EmptyLibraryError(DatelineError):
    """No article has been ingested yet."""


class LibraryBusyError(DatelineError):
    """Another process owns the data directory."""


class ServerError(DatelineError):
    """The server that holds the library does not answer."""


class FetchError(DatelineError):
    """An address cannot be fetched, or may not be; the message goes on after "the feed" or "the page"."""


class JobsFullError(DatelineError):
    """As many batches are waiting as may."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which it is worth trying again."""


class FeedbackFullError(DatelineError):
    """There is as much feedback as may be kept."""


class StoreError(DatelineError):
    """A file of the data folder cannot be used; the message says what happened, what is safe, and what mends it."""


class StoreBusyError(StoreError):
    """Another process writes to a file of the data folder, and does not come to an end."""


class StoreDamagedError(StoreError):
    """A file of the data folder is not what was written there."""


class StoreDeniedError(StoreError):
    """A file of the data folder may not be read or written, or something else stands in its place."""


class StoreFullError(StoreError):
    """The disk of the data folder is full."""


class StoreUnavailableError(StoreError):
    """A server that keeps a part of the data does not answer."""


class StoreVersionError(StoreError):
    """A newer version of Dateline wrote a file of the data folder."""


class BackupError(DatelineError):
    """A backup cannot be made where it was asked for, or a file is no whole backup."""


class VectorsBehindError(DatelineError):
    """A change of the library is stored, and its vectors could not be written."""


class IndexMismatchError(DatelineError):
    """The stored vectors were made by another embedder."""


class EmbeddingError(DatelineError):
    """The embedding that the settings name fails, or gives what are no vectors."""


class LanguageModelError(DatelineError):
    """The language model cannot write."""

    def __init__(self, reason: DegradedReason, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after
        """Seconds after which it is worth asking again, where known."""


class ModelMissingError(DatelineError):
    """The model's files are not where they should be."""


class ModelFileError(DatelineError):
    """A model file does not have the pinned hash."""
