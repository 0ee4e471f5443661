"""Keys are made for sites as browsers name them, and a wish that cannot be is refused."""

import pytest

from qa.access.credentials import KeySpec, make_key
from qa.access.origins import exact_origin
from qa.errors import InputError
from tests.keyed_server import SITE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://News.Example/", "https://news.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://news.example:443", "https://news.example"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://zürich.example", "https://xn--zrich-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("http://[0:0::1]:8000", "http://[::1]:8000"),
        ("http://my_host", "http://my_host"),
    ],
)
def test_a_site_is_kept_as_browsers_name_it(typed: str, meant: str) -> None:
    assert exact_origin(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["news.example", "https://", "ftp://news.example", "https://news.example/news", "https://a.example?x", "*", "null",
     "https://*.news.example", "https://user@news.example", "https://news.example:99999", "https://a b.example",
     "http://[::1", "http://127.1", "http://a.example:0", "http://:pw@a.example", "https://ü_.example"],
)  # fmt: skip
def test_what_is_no_site_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="is no site"):
        exact_origin(typed)


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (KeySpec("publishable"), "needs the sites"),
        (KeySpec("secret", origins=[SITE]), "never works from a page"),
        (KeySpec("secret", "x" * 81), "at most 80"),
        (KeySpec("secret", "a\nb"), "printable"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(wish: KeySpec, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_key(wish)


def test_a_secret_has_256_bits_and_says_what_it_is_for() -> None:
    made = [make_key(KeySpec("secret"))[1] for _ in range(50)]

    assert len(set(made)) == 50
    assert {len(it) for it in made} == {3 + 43}
    assert all(it.startswith("sk_") for it in made)
