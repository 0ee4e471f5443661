"""Decide who a request comes from and what it may do: by its key, the site that shows it, and the address it comes from."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from secrets import compare_digest
from urllib.parse import urlsplit

from qa.access.addresses import Network, is_loopback_name, is_within, subscriber_of
from qa.access.caller import Action, Caller, RequestIdentity
from qa.access.credentials import digest_of, looks_like_key
from qa.domain.access import Key
from qa.errors import (
    AccessError,
    KeyExposedError,
    KeyMissingError,
    KeyUnknownError,
    NoKeysError,
    OriginError,
    ScopeError,
    StoreError,
)
from qa.ports import DisclosureStore, KeyStore

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Authorizer:
    """Identifies callers, and refuses what they may not do."""

    keys: KeyStore
    disclosures: DisclosureStore
    local_networks: tuple[Network, ...]
    """Networks whose questions are answered while there are no keys."""
    token: str
    """What the command line on the same data folder shows; made anew at each start."""

    def authorize(self, identity: RequestIdentity, action: Action) -> Caller:
        """Return who sends a request, where they may take the action.

        Raises:
            AccessError: they may not; its kind says why.
        """
        caller = self._identify(identity)
        if caller.key is not None:
            _check_scope(caller.key, identity, action)
        return caller

    def allows(self, identity: RequestIdentity, action: Action) -> bool:
        """Return whether the sender of a request may take the action."""
        try:
            self.authorize(identity, action)
        except AccessError:
            return False
        return True

    def is_open_to(self, identity: RequestIdentity) -> bool:
        """Return whether there are no keys, and the request comes from this machine."""
        return not self.keys.any() and self._is_local(identity)

    def disclose(self, article_ids: Iterable[str]) -> None:
        """Remember what answers show: whoever may ask may read that much."""
        try:
            self.disclosures.disclose(article_ids)
        except StoreError as error:
            # The answer stands; a reader with a publishable key cannot open its quotes yet.
            _LOGGER.warning("the articles of an answer are not remembered: %s", error)

    def check_read(self, caller: Caller, article_id: str) -> None:
        """Check that a caller may read an article.

        Raises:
            ScopeError: the caller may read only what an answer has shown, and none has shown this.
        """
        if caller.is_public and not self.disclosures.is_disclosed(article_id):
            raise ScopeError("a publishable key reads only articles that an answer has shown")

    def _identify(self, identity: RequestIdentity) -> Caller:
        subscriber = subscriber_of(identity.address)
        if identity.token is None:
            self._check_keyless(identity)
            return Caller(None, subscriber)
        digest = digest_of(identity.token)
        if compare_digest(digest, digest_of(self.token)):
            return Caller(None, subscriber)
        key = self.keys.find(digest)
        if key is None:
            if self._is_placeholder(identity.token):
                self._check_keyless(identity)
                return Caller(None, subscriber)
            raise KeyUnknownError("the key is not known here, or was revoked; `qa keys list` shows those there are")
        return Caller(key, subscriber)

    def _is_placeholder(self, token: str) -> bool:
        """Return whether a text only fills the place of a key, which clients of OpenAI's do not do without.

        While there are no keys it opens what none at all opens, and nothing else. What looks like one of ours is refused all the
        same: it is of another folder, which this server must not answer for, or the keys of this one are gone.
        """
        return not looks_like_key(token) and not self.keys.any()

    def _check_keyless(self, identity: RequestIdentity) -> None:
        if self.keys.any():
            raise KeyMissingError("show a key in the header `Authorization: Bearer …`; `qa keys create` makes one")
        if not self._is_local(identity):
            raise NoKeysError(
                "this server has no keys yet and answers its own machine only; `qa keys create` makes one"
            )
        if identity.origin not in {None, identity.own_origin}:
            raise OriginError("pages of other sites need a publishable key; `qa keys create --origin …` makes one")

    def _is_local(self, identity: RequestIdentity) -> bool:
        # A page can have its own name lead to this machine (DNS rebinding); the host in its requests stays that name.
        return (
            not identity.forwarded
            and is_within(identity.address, self.local_networks)
            and is_loopback_name(urlsplit(identity.own_origin).hostname or "")
        )


def _check_scope(key: Key, identity: RequestIdentity, action: Action) -> None:
    if key.kind == "secret":
        if identity.from_browser:
            raise KeyExposedError(
                "a secret key was shown by what says it is a browser, where everybody can read it: revoke it if it was one"
            )
        return
    # A page of our own sends no origin where it only reads; no page of another site can show a key without sending one.
    site = identity.origin or identity.own_origin
    if site not in key.origins:
        raise OriginError(f"this key is not for pages of {site}; `qa keys list` shows for which")
    if action == "manage":
        raise ScopeError("a publishable key may only ask; this needs a secret one, from `qa keys create --secret`")
