"""The wheel as a user has it: installed somewhere, run from an empty folder, without a checkout and without a network.

All shipped cases are asked here and nowhere else, so here it is seen too that every planted fault turns the gate red, by the
metric that is meant to see it, and that without one it stays green.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from eval import gate, reports
from eval.__main__ import CASES
from eval.case_files import load
from eval.faults import FAULTS, planted
from eval.record import Run
from eval.report import record
from qa.services import Services
from tests.conftest import ROOT
from tests.eval.test_command import own_set
from tests.processes import SECONDS, free_port, wait_for

pytestmark = pytest.mark.e2e

QUESTION = "How many US troops are in Iraq?"
NOWHERE = "http://127.0.0.1:9"
MEGABYTES = 60
"""More than the wheel may have; a package index takes a hundred."""


@dataclass(frozen=True, slots=True)
class Installation:
    """An environment with the wheel in it, and an empty folder to work in."""

    environment: Path
    folder: Path

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment to its end."""
        return subprocess.run(
            self.words(arguments),
            cwd=self.folder,
            env=self.variables(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def words(self, arguments: Sequence[str]) -> list[str]:
        return [str(self.environment / "bin" / arguments[0]), *arguments[1:]]

    def variables(self) -> dict[str, str]:
        """Nothing of the developer's, and a proxy that is not there: who looks for the network finds none."""
        home = self.environment / "home"
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE)
        return {"PATH": os.defpath, "HOME": str(home), "PYTHONUTF8": "1", **proxies}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(into)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (path,) = into.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel in an environment of its own, which sees the dependencies of the one that runs the tests."""
    environment, folder = tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("anywhere")
    venv.EnvBuilder(symlinks=True).create(environment)
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"), "install"]
    offline = ["--quiet", "--no-index", "--no-deps", "--no-compile", "--disable-pip-version-check"]
    subprocess.run([*pip, *offline, str(wheel)], capture_output=True, check=True)
    (own,) = environment.glob("lib/python*/site-packages")
    # The lines of a .pth file come after the environment's own packages, and no .pth file in them is read: the checkout,
    # which the tests' environment knows by one, stays out of sight.
    (own / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return Installation(environment, folder)


def test_the_wheel_has_all_of_its_two_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    places = {package: package for package in options["packages"]} | options["force-include"]

    assert {name.partition("/")[0] for name in names} == {
        "qa",
        "eval",
        f"dateline-{project['project']['version']}.dist-info",
    }
    assert [name for source, target in places.items() for name in files(source, target) if name not in names] == []
    assert {"qa/weights/embedder.onnx", "qa/weights/reader.onnx", "eval/baselines/seeds.json"} <= names
    assert {"eval/corpora/skerrin/baseline.json", "eval/corpora/skerrin/articles/seabirds.md"} <= names
    assert wheel.stat().st_size < MEGABYTES * 10**6


def files(source: str, target: str) -> list[str]:
    """What a wheel should hold of a folder of the checkout."""
    paths = [path for path in (ROOT / source).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return [f"{target}/{path.relative_to(ROOT / source).as_posix()}" for path in paths]


def test_what_runs_is_the_installed_package(installed: Installation) -> None:
    located = installed.call("python", "-c", "import qa, eval; print(qa.__file__, eval.__file__, sep='\\n')")

    assert located.stderr == ""
    assert all(Path(line).is_relative_to(installed.environment) for line in located.stdout.splitlines())


def test_articles_are_ingested_and_asked_by_command_and_over_http(installed: Installation) -> None:
    ingested = installed.call("qa", "ingest", str(ROOT / "seeds"))
    answered = installed.call("qa", "ask", QUESTION, "--json")
    port = free_port()
    serve = installed.words(["qa", "serve", "--port", str(port)])
    process = subprocess.Popen(serve, cwd=installed.folder, env=installed.variables(), stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        answer = post(f"http://127.0.0.1:{port}/v1/answers", {"question": QUESTION})
        with closing(urlopen(f"http://127.0.0.1:{port}/widget.js", timeout=SECONDS)) as widget:
            script = widget.read()
    finally:
        process.kill()
        process.wait()

    assert (ingested.returncode, ingested.stdout.partition(",")[0]) == (0, "5 added"), ingested.stderr
    assert answered.returncode == 0, answered.stderr
    assert "2,500" in json.loads(answered.stdout)["statements"][0]["text"]
    assert answer["statements"] == json.loads(answered.stdout)["statements"]
    assert b"customElements" in script


def test_the_python_interface_is_there_with_its_types(installed: Installation, wheel: Path) -> None:
    asked = f"with Dateline('from-python') as it: it.ingest({str(ROOT / 'seeds')!r}); print(it.ask({QUESTION!r}).text)"
    answered = installed.call("python", "-c", f"from qa import Dateline\n{asked}")

    assert "2,500" in answered.stdout, answered.stderr
    with zipfile.ZipFile(wheel) as archive:
        assert "qa/py.typed" in archive.namelist()


def post(url: str, body: object) -> dict[str, object]:
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=SECONDS) as response:
        answer: dict[str, object] = json.load(response)
    return answer


@pytest.fixture(scope="module")
def measured(installed: Installation) -> subprocess.CompletedProcess[str]:
    return installed.call("qa", "eval", "run")


@pytest.fixture(scope="module")
def measured_run(installed: Installation, measured: subprocess.CompletedProcess[str]) -> Run:
    assert measured.returncode in {0, 1}, measured.stderr
    return record.read(installed.folder / "eval-report" / "run.json")


def test_the_shipped_cases_are_measured_against_the_shipped_baseline(
    installed: Installation, measured: subprocess.CompletedProcess[str]
) -> None:
    assert measured.returncode == 0, measured.stdout + measured.stderr
    assert "0 broken" in measured.stdout
    assert "no baseline" not in measured.stderr
    assert (installed.folder / "eval-report" / "report.html").is_file()


def test_articles_and_cases_of_ones_own_are_gated_without_a_checkout(installed: Installation) -> None:
    own_set(installed.folder)
    accepted = installed.call("qa", "eval", "accept", "--set", "evals")
    gated = installed.call("qa", "eval", "run", "--set", "evals", "--out", "own-report")

    assert accepted.returncode == 0, accepted.stderr
    assert gated.returncode == 0, gated.stdout + gated.stderr
    assert "0 broken, 0 mended, of 2 cases" in gated.stdout
    assert "no baseline" not in gated.stderr
    assert (installed.folder / "own-report" / "report.md").is_file()


def test_every_citation_of_the_shipped_cases_is_the_stored_text(measured_run: Run) -> None:
    assert len(measured_run.scored) == len(load([CASES]))
    assert {scored.scores["citation_validity"] for scored in measured_run.scored} <= {1.0, None}
    assert {scored.scores["ran"] for scored in measured_run.scored} == {1.0}


def test_a_run_passes_beside_itself(measured_run: Run) -> None:
    assert gate.compare(measured_run, measured_run, reports.floors_of(measured_run)).passed


@pytest.fixture(scope="module")
def texts(seeded: Services) -> Mapping[str, str]:
    return {article.id: article.clean for article in seeded.articles.all()}


def test_every_planted_fault_is_seen_by_its_metric(measured_run: Run, texts: Mapping[str, str]) -> None:
    # One test, since each process that has a part of them would measure all cases for itself.
    floors = reports.floors_of(measured_run)
    for name, fault in FAULTS.items():
        verdict = gate.compare(planted(measured_run, fault, texts), measured_run, floors)

        assert not verdict.passed, name
        assert gate.blamed(verdict) & fault.seen_by, (name, verdict.reasons)
