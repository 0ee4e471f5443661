"""Turns what a request shows into its caller, or into the reason why it may not; and counts what callers do."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from secrets import compare_digest
from typing import Literal
from urllib.parse import urlsplit

from qa.access.credentials import digest_of
from qa.domain.access import Key, Rate, until_midnight
from qa.domain.answer import Degraded
from qa.errors import (
    KeyExposedError,
    KeyMissingError,
    KeyUnknownError,
    NoKeysError,
    OriginError,
    RateLimitError,
    ScopeError,
    StoreBusyError,
)
from qa.ports import DisclosureStore, KeyStore, QuotaStore, RateLimiter

_LOGGER = logging.getLogger(__name__)
Network = IPv4Network | IPv6Network
Deed = Literal["ask", "tell", "look", "manage"]
"""To ask; to say what one thinks of an answer, which is kept; to look at what it names; everything else."""
_MINUTE, _DAY = 60, 86_400
_LOOKS = 3
"""Quotes opened and streams taken up again for each question that a limit allows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows of who sends it; all of it is untrusted, and only what a browser would not let a page forge counts."""

    token: str | None
    """The key."""
    origin: str | None
    """The site of the page that asks; only browsers say it, and they always do for another site than ours."""
    from_browser: bool
    own: str
    """Our own site, as the request names it; empty where it names none, or badly."""
    address: str | None
    """The other end of the connection, or whom a trusted proxy speaks for."""
    forwarded: bool = False
    """Whether a proxy says that it passes the request on: then it is not from this machine, whatever its address."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; without a key it is somebody on this machine, while there are no keys, or our own command line."""

    key: Key | None
    address: str


@dataclass(frozen=True, slots=True)
class QuestionLimits:
    """How much whoever shows a publishable key may ask; 0: no limit."""

    address_per_minute: int
    address_per_day: int
    """Questions of one address that a language model may answer."""
    key_per_minute: int
    key_per_day: int
    """Questions of one key that a language model may answer."""


@dataclass(frozen=True, slots=True, repr=False)
class Gate:
    """Lets callers in."""

    keys: KeyStore
    quotas: QuotaStore
    disclosures: DisclosureStore
    rates: RateLimiter
    limits: QuestionLimits
    local: tuple[Network, ...]
    """From where questions are answered while there are no keys."""
    token: str
    """What the command line on the same data folder shows; made anew at each start."""
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def admit(self, shown: Shown, deed: Deed) -> Caller:
        """Who it is, where they may do this and not too often.

        Raises:
            AccessError: they may not; its kind says why.
            RateLimitError: not so often.
        """
        caller = self._caller(shown)
        if caller.key is not None:
            _check_scope(caller.key, shown, deed)
            self._count(caller, caller.key, deed)
        return caller

    def quoted(self, caller: Caller) -> Degraded | None:
        """Counts a question of the day; why no language model may answer it, if so."""
        if caller.key is None:
            return None
        now, key = self.now(), caller.key
        public = key.kind == "publishable"
        # The address first: what one reader asks beyond their own cap must not use up everybody's.
        over = public and self._day(f"ask {caller.address}", now) is not None
        most = _of(key.per_day, self.limits.key_per_day if public else 0)
        try:
            over = over or (self.quotas.increment(key.id, now.date()) > most > 0)
        except StoreBusyError:
            return Degraded("overloaded", 1.0)
        return Degraded("budget_exhausted", until_midnight(now)) if over else None

    def show(self, article_ids: Iterable[str]) -> None:
        """Remembers what answers show: that much whoever may ask may read."""
        try:
            self.disclosures.disclose(article_ids)
        except StoreBusyError as error:
            # The answer stands; a reader with a publishable key cannot open its quotes yet.
            _LOGGER.warning("the articles of an answer are not remembered: %s", error)

    def check_read(self, caller: Caller, article_id: str) -> None:
        """Raises `ScopeError` where the caller may read only what an answer has shown, and none has shown this."""
        public = caller.key is not None and caller.key.kind == "publishable"
        if public and not self.disclosures.is_disclosed(article_id):
            raise ScopeError("a publishable key reads only articles that an answer has shown")

    def open_to(self, shown: Shown) -> bool:
        """Whether there are no keys, and the request comes from this machine."""
        return not self.keys.any() and self._is_local(shown)

    def _caller(self, shown: Shown) -> Caller:
        address = _subscriber(shown.address)
        if shown.token is None:
            self._check_local(shown)
            return Caller(None, address)
        if compare_digest(digest_of(shown.token), digest_of(self.token)):
            return Caller(None, address)
        key = self.keys.find(digest_of(shown.token))
        if key is None:
            raise KeyUnknownError("the key is not known here, or was revoked; `qa keys list` shows those there are")
        return Caller(key, address)

    def _check_local(self, shown: Shown) -> None:
        if self.keys.any():
            raise KeyMissingError("show a key in the header `Authorization: Bearer …`; `qa keys create` makes one")
        if not self._is_local(shown):
            raise NoKeysError(
                "this server has no keys yet and answers its own machine only; `qa keys create` makes one"
            )
        if shown.origin not in {None, shown.own}:
            raise OriginError("pages of other sites need a publishable key; `qa keys create --origin …` makes one")

    def _is_local(self, shown: Shown) -> bool:
        # A page can have its own name lead to this machine (DNS rebinding); the name that it was asked by stays its own.
        return (
            not shown.forwarded
            and _in(shown.address, self.local)
            and _is_loopback_name(urlsplit(shown.own).hostname or "")
        )

    def _count(self, caller: Caller, key: Key, deed: Deed) -> None:
        public = key.kind == "publishable"
        times = 1 if deed in {"ask", "tell"} else _LOOKS
        # The address first: what is refused there must not use up what the key's other readers may ask.
        for who, most in (
            (f"{key.id} {caller.address}", self.limits.address_per_minute if public else 0),
            (key.id, _of(key.per_minute, self.limits.key_per_minute if public else 0)),
        ):
            wait = self.rates.take(f"{deed} {who}", Rate(most * times, _MINUTE)) if most else None
            if wait is not None:
                raise RateLimitError("too many requests at once; try again a little later", wait)
        if public and deed == "tell" and (wait := self._day(f"tell {caller.address}", self.now())) is not None:
            raise RateLimitError("that was enough for today; try again tomorrow", wait)

    def _day(self, who: str, now: datetime) -> float | None:
        """Counts something that an address may do so many times a day (UTC); the seconds until the next one where it may not."""
        most = self.limits.address_per_day
        over = most and self.rates.take(f"{now.date()} {who}", Rate(most, _DAY)) is not None
        return until_midnight(now) if over else None


def _check_scope(key: Key, shown: Shown, deed: Deed) -> None:
    if key.kind == "secret":
        if shown.from_browser:
            raise KeyExposedError(
                "a secret key was shown by what says it is a browser, where everybody can read it: revoke it if it was one"
            )
        return
    # A page of our own says no origin where it only reads; no page of another site can show a key without saying one.
    site = shown.origin or shown.own
    if site not in key.origins:
        raise OriginError(f"this key is not for pages of {site}; `qa keys list` shows for which")
    if deed == "manage":
        raise ScopeError("a publishable key may only ask; this needs a secret one, from `qa keys create --secret`")


def _of(own: int | None, usual: int) -> int:
    return usual if own is None else own


def _place(text: str | None) -> IPv4Address | IPv6Address | None:
    """An address, an IPv4 one also where it comes in the clothes of IPv6; None where it is none."""
    try:
        place = ip_address(text or "")
    except ValueError:
        return None
    return (place.ipv4_mapped or place) if isinstance(place, IPv6Address) else place


def _in(address: str | None, networks: tuple[Network, ...]) -> bool:
    place = _place(address)
    return place is not None and any(place in network for network in networks)


def _is_loopback_name(host: str) -> bool:
    place = _place(host)
    return host == "localhost" or host.endswith(".localhost") or (place is not None and place.is_loopback)


def _subscriber(address: str | None) -> str:
    """Whom an address stands for: of IPv6 a line has the first 64 bits (RFC 6177), and picks the others as it likes."""
    place = _place(address)
    if isinstance(place, IPv6Address):
        return str(IPv6Network((int(place) >> 64 << 64, 64)))
    return str(place or address or "")
