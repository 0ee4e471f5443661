"""Turns a wish for access into a key and the secret that its holder shows; and what is shown into the digest that is kept."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import idna

from qa.domain.access import Key, KeyKind
from qa.errors import InputError

PREFIXES: dict[KeyKind, str] = {"publishable": "pk_", "secret": "sk_"}
"""So that people, and scanners of published code, see what a key is for."""
_BYTES = 32
"""256 random bits: what nobody can guess needs no slow hash, which would let anybody keep the processor busy."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_LABEL = 80
_HOST = re.compile(r"[a-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new key is to be."""

    kind: KeyKind
    label: str = ""
    origins: Sequence[str] = ()
    per_minute: int | None = None
    per_day: int | None = None


def make_key(wish: Wish) -> tuple[Key, str]:
    """A new key, and its secret, which is kept nowhere.

    Raises:
        InputError: a publishable key without a site, a secret one with any, or a site that is none.
    """
    if wish.kind == "publishable" and not wish.origins:
        raise InputError("a publishable key needs the sites whose pages may show it: --origin https://news.example")
    if wish.kind == "secret" and wish.origins:
        raise InputError("a secret key never works from a page: leave --origin or --secret out")
    if not wish.label.isprintable() or len(wish.label) > _LONGEST_LABEL:
        raise InputError(f"a label has at most {_LONGEST_LABEL} printable characters")
    secret = PREFIXES[wish.kind] + secrets.token_urlsafe(_BYTES)
    key = Key(
        id=f"key_{secrets.token_hex(4)}",
        digest=digest_of(secret),
        kind=wish.kind,
        label=wish.label,
        origins=tuple(dict.fromkeys(exact_origin(it) for it in wish.origins)),
        created_at=datetime.now(UTC),
        per_minute=wish.per_minute,
        per_day=wish.per_day,
    )
    return key, secret


def digest_of(secret: str) -> str:
    """SHA-256 (hex), by which a key is found: how long finding takes tells nothing of a secret that is not known."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def exact_origin(text: str) -> str:
    """A site as browsers name it (RFC 6454, 6.2): scheme and host in lower case, and no port that goes without saying.

    Raises:
        InputError: it is no site.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if not host or port == 0 or not _is_site(parts):
        raise InputError(f"{text!r} is no site: write its scheme, host and port, as in https://news.example")
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else "")


def _host(name: str) -> str:
    """A host as browsers write it; empty where it cannot be one.

    Raises:
        ValueError: a label cannot be written in ASCII.
    """
    if ":" in name or name.rpartition(".")[2].isdecimal():
        address = ip_address(name)
        return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 the protocol's
    # As browsers do (UTS 46, not transitional); Python's own codec makes another domain of "straße".
    lower = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode()
    return lower if _HOST.fullmatch(lower) else ""


def _is_site(parts: SplitResult) -> bool:
    extra = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    return parts.scheme in _DEFAULT_PORTS and not extra
