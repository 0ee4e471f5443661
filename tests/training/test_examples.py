"""Labelled pairs, written to a file and read again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.adapters.tokens import Pair
from training.examples import Example, Task, read, write

_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
_TASKS: tuple[Task, ...] = ("evidence", "support")
_EXAMPLES = st.builds(
    Example,
    st.sampled_from(_TASKS),
    st.builds(Pair, _TEXT, _TEXT, _TEXT),
    st.booleans(),
    st.sampled_from(["squad", "x/y"]),
)


@given(st.lists(_EXAMPLES, max_size=5))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, examples: list[Example]) -> None:
    path = tmp_path_factory.mktemp("pairs") / "new" / "pairs.jsonl.gz"
    assert write(iter(examples), path) == len(examples)
    assert read(path) == examples


def test_a_file_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl.gz"
    one = Example("support", Pair("Tarn is old.", "Tarn is an old town."), label=True, origin="x")
    write([one, one], path)
    write([one], path)
    assert read(path) == [one]
