"""Make keys, and the digests by which they are kept and found."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from qa.access.origins import exact_origin
from qa.domain.access import Key, KeyKind
from qa.errors import InputError

PREFIXES: dict[KeyKind, str] = {"publishable": "pk_", "secret": "sk_"}
"""So that people, and scanners of published code, see what a key is for."""
_OF_COMMAND_LINE = "cl_"
_BYTES = 32
"""256 random bits: what nobody can guess needs no slow hash, which would let anybody keep the processor busy."""
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class KeySpec:
    """What a new key is to be."""

    kind: KeyKind
    label: str = ""
    origins: Sequence[str] = ()
    per_minute: int | None = None
    per_day: int | None = None


def make_key(spec: KeySpec) -> tuple[Key, str]:
    """Return a new key and its secret, which is kept nowhere.

    Raises:
        InputError: a publishable key without a site, a secret one with any, or a site that is none.
    """
    if spec.kind == "publishable" and not spec.origins:
        raise InputError("a publishable key needs the sites whose pages may show it: --origin https://news.example")
    if spec.kind == "secret" and spec.origins:
        raise InputError("a secret key never works from a page: leave --origin or --secret out")
    if not spec.label.isprintable() or len(spec.label) > _LONGEST_LABEL:
        raise InputError(f"a label has at most {_LONGEST_LABEL} printable characters")
    secret = PREFIXES[spec.kind] + secrets.token_urlsafe(_BYTES)
    key = Key(
        id=f"key_{secrets.token_hex(4)}",
        digest=digest_of(secret),
        kind=spec.kind,
        label=spec.label,
        origins=tuple(dict.fromkeys(exact_origin(origin) for origin in spec.origins)),
        created_at=datetime.now(UTC),
        per_minute=spec.per_minute,
        per_day=spec.per_day,
    )
    return key, secret


def make_token() -> str:
    """Return what the command line shows to the server on its data folder."""
    return _OF_COMMAND_LINE + secrets.token_urlsafe(_BYTES)


def looks_like_key(text: str) -> bool:
    """Return whether a text is made as our keys are, or as the tokens of the command line."""
    return text.startswith((*PREFIXES.values(), _OF_COMMAND_LINE))


def digest_of(secret: str) -> str:
    """Return the SHA-256 (hex) by which a key is found: the time that a lookup takes says nothing of an unknown secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
