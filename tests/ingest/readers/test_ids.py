"""An id can stand in a URL and a command, and two names never share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.domain.article import ArticleId
from qa.ingest.readers.ids import article_id, distinct_id


@pytest.mark.parametrize("name", ["a", "000_ad558fa49324228e", "www.cnn.com/2022/06/12/a-b/index.html", "x" * 128])
def test_a_name_that_is_fit_to_be_an_id_is_the_id(name: str) -> None:
    assert article_id(name) == name


def test_names_that_differ_only_in_what_an_id_cannot_hold_get_different_ids() -> None:
    names = [
        "",
        ".",
        "..",
        "../..",
        "a b",
        "a  b",
        "a-b",
        "a\tb",
        "ä",
        "ö",
        "-a",
        "--a",
        "x" * 129,
        "x" * 130,
        "a//b",
        "a/",
    ]
    ids = [article_id(name) for name in names]
    assert len(set(ids)) == len(names)


@given(st.text(), st.text())
def test_every_name_gives_an_id_that_is_safe_and_stable(name: str, origin: str) -> None:
    for identity in (article_id(name), distinct_id(article_id(name), origin)):
        assert article_id(identity) == identity
        assert 0 < len(identity) <= 128
        assert identity[0].isalnum() or identity[0] == "_"


def test_one_id_from_two_origins_becomes_two() -> None:
    identity = ArticleId("a" * 128)
    assert len({identity, distinct_id(identity, "/x/a.txt"), distinct_id(identity, "/y/a.txt")}) == 3
