"""A recorded verdict is told again to the letter, and a damaged record is named by file and line."""

from pathlib import Path

import pytest

from eval.cassette import Cassette, Take, key_of
from eval.errors import EvalError

KEY, OTHER = "a" * 64, "b" * 64
TAKE = Take(key=KEY, model="m", ruling="supported", reply="SUPPORTED")


def test_a_verdict_is_there_again_when_the_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "judge.jsonl"
    Cassette(path).add(TAKE)

    assert Cassette(path).get(KEY) == TAKE
    assert Cassette(path).get(OTHER) is None
    assert Cassette(path).only_model() == "m"


def test_a_file_that_is_not_there_is_an_empty_cassette_and_is_not_made_by_reading(tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "judge.jsonl")

    assert (len(cassette), cassette.only_model()) == (0, "")
    assert not (tmp_path / "judge.jsonl").exists()


def test_the_file_is_only_appended_to_and_the_later_of_two_counts(tmp_path: Path) -> None:
    path = tmp_path / "judge.jsonl"
    cassette = Cassette(path)
    cassette.add(TAKE.model_copy(update={"ruling": None, "reply": "Well."}))
    before = path.read_bytes()
    cassette.add(TAKE)

    assert path.read_bytes().startswith(before)
    assert path.read_bytes().count(b"\n") == 2
    assert cassette.get(KEY) == Cassette(path).get(KEY) == TAKE
    assert len(Cassette(path)) == 1


def test_a_reply_with_any_line_break_in_it_stays_one_line(tmp_path: Path) -> None:
    path = tmp_path / "judge.jsonl"
    take = TAKE.model_copy(update={"reply": "SUPPORTED\r\n\u2028\x85\x1c“yes”"})
    Cassette(path).add(take)
    Cassette(path).add(TAKE.model_copy(update={"key": OTHER}))

    assert Cassette(path).get(KEY) == take
    assert len(Cassette(path)) == 2


def test_a_last_line_that_is_not_ended_is_ended_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "judge.jsonl"
    path.write_text(f"\n{TAKE.model_dump_json()}", encoding="utf-8")
    cassette = Cassette(path)
    for name in "cd":
        cassette.add(TAKE.model_copy(update={"key": name * 64}))

    assert len(Cassette(path)) == 3
    assert path.read_text(encoding="utf-8").count("\n") == 4


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "EOF"),
        ("[]", "an object"),
        ('{"key": "a"}', "key: String should match"),
        (TAKE.model_dump_json().replace("supported", "perhaps"), "ruling: Input should be"),
        (TAKE.model_dump_json().replace("}", ',"more":1}'), "more: Extra inputs"),
    ],
)
def test_a_damaged_line_is_an_error_with_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "judge.jsonl"
    path.write_text(f"{TAKE.model_dump_json()}\n\n{line}\n", encoding="utf-8")

    with pytest.raises(EvalError, match=said) as caught:
        Cassette(path)

    assert str(caught.value).startswith(f"{path}:3: ")


def test_a_file_that_is_no_text_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "judge.jsonl"
    path.write_bytes(b"\xff\n")

    with pytest.raises(EvalError, match=r"judge\.jsonl: cannot be read"):
        Cassette(path)


def test_a_file_that_cannot_be_written_is_an_error_that_names_it_and_the_verdict_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cassette = Cassette(tmp_path / "file" / "judge.jsonl")

    with pytest.raises(EvalError, match=r"judge\.jsonl: cannot be written"):
        cassette.add(TAKE)

    assert cassette.get(KEY) is None


def test_verdicts_of_several_models_have_no_one_judge(tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "judge.jsonl")
    cassette.add(TAKE)
    cassette.add(TAKE.model_copy(update={"key": OTHER, "model": "n"}))

    with pytest.raises(EvalError, match=r"verdicts of m, n; QA_JUDGE__MODEL says whose"):
        cassette.only_model()


def test_the_key_changes_with_all_that_a_verdict_depends_on() -> None:
    keys = [
        key_of("m", "d", "s", ["q"]),
        key_of("n", "d", "s", ["q"]),
        key_of("m", "e", "s", ["q"]),
        key_of("m", "d", "t", ["q"]),
        key_of("m", "d", "s", ["r"]),
        key_of("m", "d", "s", ["q", "q"]),
        key_of("m", "d", "s", []),
        key_of("m", "d", "sq", []),
    ]

    assert len(set(keys)) == len(keys)
    assert key_of("m", "d", "s", ["q"]) == key_of("m", "d", "s", ("q",))


def test_half_a_character_has_a_key_too() -> None:
    assert len(key_of("m", "d", "\ud800", ["\udfff"])) == 64
