"""A site is named as browsers name it, and what is no site is refused."""

import pytest

from qa.access.origins import exact_origin
from qa.errors import InputError


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
