"""`qa eval` measures, compares and explains, and its exit code says how it ended."""

import json
import re
import sys
from pathlib import Path

import pytest

from bench.scripted.model import ScriptedModel
from bench.scripted.replies import Say
from eval.__main__ import BASELINE, main
from eval.blame import stage
from eval.report import record
from tests.eval.answers import COST, answer, cite, mark, say
from tests.eval.samples import BASELINE as BASELINE_RUN
from tests.eval.samples import RUN
from tests.eval.test_case_files import ANSWERABLE, file_of

CASE = {
    "id": "troops",
    "question": "How many US troops are in Iraq?",
    "kind": "number",
    "answerable": True,
    "answers": ["2,500"],
    "gold": [
        {
            "article": "003_28f2b8aa84f761f8",
            "quote": (
                "Presently, around 2,500 American troops are stationed in Iraq and 900 in Syria, with the primary objective "
                "of preventing the resurgence of ISIS."
            ),
        }
    ],
}
TWIN = {
    "id": "british",
    "question": "How many British troops are in Iraq?",
    "kind": "twin",
    "answerable": False,
    "twin_of": "troops",
}


def ended(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    return int(end.value.code or 0)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return file_of(tmp_path, CASE, TWIN)


def test_a_first_run_holds_the_floors_and_says_that_there_is_no_baseline(
    tmp_path: Path, cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code = ended("run", "--cases", str(cases), "--baseline", str(tmp_path / "none.json"), "--out", str(out), "--twice")

    said = capsys.readouterr()
    assert code == 0
    assert "no baseline at" in said.err
    assert "Passed" in said.out
    assert {path.name for path in out.iterdir()} == {
        "run.json",
        "junit.xml",
        "report.md",
        "report.html",
        "annotations.txt",
    }
    assert record.read(out / "run.json").scored[0].scores["stable"] == 1.0


def test_reports_that_cannot_be_written_are_no_regression(
    tmp_path: Path, cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").touch()
    code = ended(
        "run", "--cases", str(cases), "--baseline", str(tmp_path / "none.json"), "--out", str(tmp_path / "out")
    )

    assert code == 2
    assert re.search(r"qa eval: .*out'; nothing is compared: name a folder", capsys.readouterr().err)


def test_a_baseline_is_accepted_and_the_same_run_makes_the_same_one(
    tmp_path: Path, cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = tmp_path / "baseline.json"
    assert ended("accept", "--cases", str(cases), "--baseline", str(baseline)) == 0
    first = baseline.read_text(encoding="utf-8")
    assert ended("accept", "--cases", str(cases), "--baseline", str(baseline)) == 0
    assert baseline.read_text(encoding="utf-8") == first
    assert "unchanged" in capsys.readouterr().out
    assert str(tmp_path) not in first


def test_the_same_run_passes_beside_its_baseline_and_a_worse_one_fails(
    tmp_path: Path, cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline, out = tmp_path / "baseline.json", tmp_path / "out"
    assert ended("accept", "--cases", str(cases), "--baseline", str(baseline)) == 0
    assert ended("run", "--cases", str(cases), "--baseline", str(baseline), "--out", str(out)) == 0
    worse = json.loads((out / "run.json").read_text(encoding="utf-8"))
    for scored in worse["run"]["scored"]:
        scored["scores"]["citation_validity"] = 0.5
        scored["case"]["must_pass"] = True
    (out / "worse.json").write_text(json.dumps(worse), encoding="utf-8")
    capsys.readouterr()
    assert ended("compare", str(baseline), str(out / "worse.json"), "--out", str(tmp_path / "compared")) == 1
    assert "must pass and does not" in capsys.readouterr().out

    assert ended("show", "troops", "--record", str(out / "run.json"), "--baseline", str(baseline)) == 0
    assert "no difference but the time" in capsys.readouterr().out


def test_a_short_answer_that_alone_differs_is_a_difference_of_the_evidence() -> None:
    said = say(COST, cite(COST))

    assert stage(answer(said), answer(mark("$1.2 billion", said))) == "evidence"
    assert stage(answer(mark("$1.2 billion", said)), answer(mark("$1.2 billion", said))) is None


def test_a_judge_advises_and_its_verdicts_are_told_again_without_it(
    tmp_path: Path, cases: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "run",
        "--cases",
        str(cases),
        "--baseline",
        str(tmp_path / "none.json"),
        "--out",
        str(tmp_path / "out"),
    ]
    arguments += ["--judge", "--cassette", str(tmp_path / "judge.jsonl")]
    with ScriptedModel(Say("NOT")) as model:
        monkeypatch.setenv("QA_JUDGE__MODEL", "scripted")
        monkeypatch.setenv("QA_JUDGE__BASE_URL", model.base_url)
        assert ended(*arguments) == 0
        requests = len(model.requests)
    first = capsys.readouterr().out
    monkeypatch.delenv("QA_JUDGE__MODEL")
    assert ended(*arguments) == 0

    assert requests > 0
    assert "it never fails a gate" in first
    assert "sensitivity 0.0%" in first
    assert first.split("Passed")[0].splitlines()[:4] == capsys.readouterr().out.split("Passed")[0].splitlines()[:4]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["run", "--cases", "none.jsonl"], 3, "cannot be read"),
        (["run", "--url", "http://127.0.0.1:9"], 2, "does not answer"),
        (["run", "--endpoint", "ftp://x"], 2, "no http address"),
        (["run", "--command", "./no-such-program"], 2, "does not run"),
        (["run", "--url", "http://127.0.0.1:9", "--command", "x"], 3, "one target at a time"),
        (["run", "--url", "http://127.0.0.1:9", "--corpus", "x"], 3, "one target at a time"),
        (["run", "--corpus", "no-such-folder"], 3, "no-such-folder"),
        (["show", "nobody", "--record", str(BASELINE)], 3, "no case 'nobody'"),
        (["compare", "none.json", "none.json"], 3, "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_a_code(
    arguments: list[str], code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")] if arguments[0] in {"run", "compare"} else []

    assert ended(*arguments, *out) == code
    assert says in capsys.readouterr().err


def test_a_gold_quote_that_the_articles_do_not_have_is_a_mistake_of_the_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(tmp_path, ANSWERABLE)

    assert ended("run", "--cases", str(path), "--out", str(tmp_path / "out")) == 3
    assert "cases.jsonl:1: the corpus has no article 'a'" in capsys.readouterr().err


def test_a_run_that_misses_a_floor_is_no_baseline(
    tmp_path: Path, cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline, program = tmp_path / "baseline.json", f"{sys.executable} -c 'import sys; sys.exit(1)'"

    assert ended("accept", "--cases", str(cases), "--baseline", str(baseline), "--command", program) == 3
    assert "this is no baseline: ran below the floor" in capsys.readouterr().err
    assert not baseline.exists()


def test_the_metrics_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("metrics") == 0
    assert "citation_validity         gated" in capsys.readouterr().out


def own_set(folder: Path) -> Path:
    """A folder with an article and two cases, as somebody keeps them who has only installed Dateline."""
    for name in ("articles", "cases"):
        (folder / "evals" / name).mkdir(parents=True)
    text = "The bridge cost 12 million pounds. It was opened by Maria Okonkwo in March."
    (folder / "evals" / "articles" / "bridge.txt").write_text(text, encoding="utf-8")
    gold = [{"article": "bridge", "quote": "The bridge cost 12 million pounds."}]
    case = {"id": "cost", "question": "What did the bridge cost?", "kind": "number", "answerable": True}
    twin = {"id": "tunnel", "question": "What did the tunnel cost?", "kind": "twin", "answerable": False}
    file_of(folder / "evals" / "cases", case | {"answers": ["12 million"], "gold": gold}, twin | {"twin_of": "cost"})
    return folder / "evals"


def test_a_folder_of_ones_own_is_gated_as_what_comes_along_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evals, out = own_set(tmp_path), ["--out", str(tmp_path / "out")]

    assert ended("run", "--set", str(evals), *out) == 0
    assert f"no baseline at {evals / 'baseline.json'}" in capsys.readouterr().err
    assert ended("accept", "--corpus", str(evals / "articles"), "--cases", str(evals / "cases")) == 0
    assert ended("run", "--set", str(evals), *out) == 0

    said = capsys.readouterr()
    assert "no baseline" not in said.err
    assert "Too few cases pass to tell a drop from chance, whatever breaks: quote_hit@5 (1 of 1)" in " ".join(
        said.out.split()
    )


@pytest.mark.parametrize("name", ["nowhere", "articles"])
def test_a_set_that_is_none_is_named(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("run", "--set", str(tmp_path / name)) == 3
    assert "is none of seeds, skerrin, and no folder of your own" in capsys.readouterr().err


def test_a_baseline_that_cannot_be_written_is_named(
    tmp_path: Path, cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert ended("accept", "--cases", str(cases), "--baseline", str(tmp_path / "file" / "b.json")) == 3
    assert "b.json: cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(("variable", "marked"), [("true", True), ("", False)])
def test_broken_cases_are_marked_for_github_only_where_it_reads(
    variable: str, marked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", variable)
    record.write(BASELINE_RUN, None, tmp_path / "before.json")
    record.write(RUN, None, tmp_path / "after.json")
    arguments = [str(tmp_path / "before.json"), str(tmp_path / "after.json"), "--out", str(tmp_path / "out")]

    assert ended("compare", *arguments) == 1
    assert ("::error file=" in capsys.readouterr().out) is marked
    assert "::error file=" in (tmp_path / "out" / "annotations.txt").read_text(encoding="utf-8")
