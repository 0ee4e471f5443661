"""Keys are made as they are asked for, and one that cannot be is refused."""

import pytest

from qa.access.credentials import KeySpec, looks_like_key, make_key, make_token
from qa.errors import InputError
from tests.keyed_server import SITE


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (KeySpec("publishable"), "needs the sites"),
        (KeySpec("secret", origins=[SITE]), "never works from a page"),
        (KeySpec("secret", "x" * 81), "at most 80"),
        (KeySpec("secret", "a\nb"), "printable"),
    ],
)
def test_a_key_that_cannot_be_is_refused(spec: KeySpec, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_key(spec)


def test_a_secret_has_256_bits_and_says_what_it_is_for() -> None:
    secrets = [make_key(KeySpec("secret"))[1] for _ in range(50)]

    assert len(set(secrets)) == 50
    assert {len(secret) for secret in secrets} == {3 + 43}
    assert all(secret.startswith("sk_") for secret in secrets)


def test_keys_and_tokens_of_the_command_line_look_like_ours_and_what_others_use_does_not() -> None:
    ours = [make_key(KeySpec("secret"))[1], make_key(KeySpec("publishable", origins=["https://news.example"]))[1]]

    assert all(map(looks_like_key, [*ours, make_token()]))
    assert not any(map(looks_like_key, ["", "unused", "none", "sk-proj-of-openai", "EMPTY"]))
