"""A run is read back as it was written, and whatever else a file holds is told in one line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.errors import EvalError
from eval.report.record import Record, read, write
from tests.eval.samples import RUN, VERDICT, filled


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    write(RUN, VERDICT, tmp_path / "run.json")

    assert read(tmp_path / "run.json") == RUN
    assert Record.model_validate_json((tmp_path / "run.json").read_bytes()).verdict == VERDICT


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        write(RUN, None, tmp_path / name)

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1))
def test_any_text_in_any_field_survives(tmp_path: Path, text: str) -> None:
    run, verdict = filled(text)
    write(run, verdict, tmp_path / "run.json")

    assert read(tmp_path / "run.json") == run


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no record of a run: Invalid JSON"),
        (b"{", "is no record of a run: Invalid JSON"),
        (b"\xff", "is no record of a run: not UTF-8 at byte 0"),
        (b'{"run": 1, "verdict": null}', "is no record of a run: run: "),
        (b'{"format": "dateline-eval-0"}', "is no record of a run: format: "),
    ],
)
def test_a_file_that_is_no_record_is_told_by_name(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "other.json").write_bytes(content)

    with pytest.raises(EvalError, match=message) as caught:
        read(tmp_path / "other.json")
    assert str(caught.value).startswith(str(tmp_path / "other.json"))


def test_a_file_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"none\.json: cannot be read: No such file"):
        read(tmp_path / "none.json")


def test_a_folder_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"run\.json: cannot be written: No such file"):
        write(RUN, None, tmp_path / "none" / "run.json")
