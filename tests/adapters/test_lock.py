"""One process at a time has a data folder, and the others learn who."""

import os
from pathlib import Path

import pytest

from qa.adapters.lock import Owner, owned, owner_of
from qa.errors import LibraryBusyError


def test_the_second_who_comes_is_told_who_was_first(tmp_path: Path) -> None:
    with owned(tmp_path, "http://127.0.0.1:8000", "token"):
        assert owner_of(tmp_path) == Owner(os.getpid(), "http://127.0.0.1:8000", "token")
        assert (tmp_path / "owner.json").stat().st_mode & 0o777 == 0o600
        with (
            pytest.raises(LibraryBusyError, match=rf"process {os.getpid()} .*serves http://127.0.0.1:8000"),
            owned(tmp_path),
        ):
            pass

    with owned(tmp_path):
        assert owner_of(tmp_path) == Owner(os.getpid(), None, "")
    assert owner_of(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x", "url": null}'])
def test_a_broken_note_of_the_owner_tells_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "owner.json").write_text(text, encoding="utf-8")

    assert owner_of(tmp_path) is None
