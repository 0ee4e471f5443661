"""The image and the compose file keep to the rules for a service, as far as that shows without a Docker engine."""

import json
import re
import shlex
import sqlite3
from contextlib import closing
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from qa.api.app import create_app
from qa.api.server import GRACEFUL
from qa.settings import PREFIX, Settings
from qa.wiring import open_services
from tests.commands import exists
from tests.conftest import ROOT
from tests.driving import in_memory
from tests.serving import local

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
# Comments out, continued lines in one piece: a list of instructions with their arguments.
LINES = re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
STEPS = [(line.split()[0], line.partition(" ")[2].strip()) for line in LINES if line]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICE, API, DATABASE = (COMPOSE["services"][name] for name in ("dateline", "api", "postgres"))
CLUSTER = list(yaml.safe_load_all((ROOT / "docs" / "kubernetes.yaml").read_text(encoding="utf-8")))
PINNED = r"[\w./-]+:[\w.-]*\d[\w.-]*@sha256:[0-9a-f]{64}"


def arguments_of(instruction: str) -> list[str]:
    return [arguments for name, arguments in STEPS if name == instruction]


def environment() -> dict[str, str]:
    return dict(word.split("=", 1) for arguments in arguments_of("ENV") for word in shlex.split(arguments))


def test_the_base_image_is_pinned_by_tag_and_digest() -> None:
    images = [arguments.split()[0] for arguments in arguments_of("FROM")]
    stages = {arguments.split()[2] for arguments in arguments_of("FROM") if " AS " in arguments}

    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", images[0])
    assert set(images[1:]) <= stages


def test_the_service_is_not_root_and_owns_its_data_and_nothing_else() -> None:
    user = arguments_of("USER")[-1]
    owned = [arguments.split()[-1] for arguments in arguments_of("COPY") if f"--chown={user}" in arguments]

    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    assert owned == ["/data"]


def test_the_only_volume_is_the_data_folder() -> None:
    assert arguments_of("VOLUME") == ["/data"] == [environment()["QA_DATA"]]
    assert COMPOSE["volumes"] == {"data": None, "postgres": None}
    assert SERVICE["volumes"] == ["data:/data"]


def test_only_this_machine_reaches_the_port() -> None:
    assert SERVICE["ports"] == ["127.0.0.1:8000:8000"]
    assert arguments_of("EXPOSE") == ["8000"] == [str(Settings.model_fields["port"].default)]
    assert "network_mode" not in SERVICE


def test_the_container_has_no_right_that_it_does_not_need() -> None:
    assert SERVICE["read_only"] is True
    assert SERVICE["tmpfs"] == ["/tmp"]  # noqa: S108 the container's
    assert API["read_only"] is True
    for service in (SERVICE, API, DATABASE):
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service
        assert service["restart"] == "unless-stopped"


def test_the_health_check_asks_a_page_that_exists() -> None:
    command = json.loads(arguments_of("HEALTHCHECK")[0].partition("CMD ")[2])
    path = re.findall(r"http://127\.0\.0\.1:8000(/\w+)", command[-1])

    assert SERVICE["healthcheck"]["test"] == ["CMD", *command]
    with in_memory() as services, local(create_app(services)) as client:
        assert [client.get(page).status_code for page in path] == [200]


def test_all_that_is_copied_is_there_and_not_ignored() -> None:
    copied = [arguments.split()[:-1] for arguments in arguments_of("COPY") if "--from" not in arguments]
    sources = [source for words in copied for source in words]
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert {rule.removeprefix("!") for rule in rules if rule.startswith("!")} == set(sources)
    assert "*" in rules


@pytest.mark.parametrize("secret", [".env", "qa.toml", ".git", "data", ".venv", "tests"])
def test_what_is_private_or_heavy_never_reaches_the_builder(secret: str) -> None:
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    matching = [rule for rule in rules if not rule.startswith("#") and fnmatch(secret, rule.removeprefix("!"))]
    assert matching == ["*"]


def test_every_package_is_installed_by_its_hash() -> None:
    installs = [run for run in arguments_of("RUN") for run in run.split("&&") if " install " in run]
    assert len(installs) == 2
    assert [run for run in installs if "--require-hashes" not in run] == []


def test_the_commands_exist() -> None:
    entry, command = json.loads(arguments_of("ENTRYPOINT")[0]), json.loads(arguments_of("CMD")[0])
    runs = re.findall(r"python -m qa ([^&]+)", " && ".join(arguments_of("RUN")))

    assert entry == ["python", "-m", "qa"]
    assert SERVICE["command"] == command
    assert [run for run in [command, *map(shlex.split, runs)] if not exists(run)] == []


def test_every_setting_in_the_image_exists() -> None:
    pod = workload("Deployment")["containers"][0]
    given = [*environment(), *SERVICE["environment"], *API["environment"], *(entry["name"] for entry in pod["env"])]
    names = [name.removeprefix(PREFIX).lower() for name in given if name.startswith(PREFIX)]
    assert set(names) <= set(Settings.model_fields)


def workload(kind: str) -> dict[str, Any]:
    """The pod of the one workload of a kind in the example for Kubernetes."""
    (spec,) = (entry["spec"] for entry in CLUSTER if entry["kind"] == kind)
    pod: dict[str, Any] = spec["template"]["spec"]
    return pod


def test_each_service_belongs_to_one_way_to_run_it() -> None:
    profiles = {name: service["profiles"] for name, service in COMPOSE["services"].items()}
    assert profiles == {"dateline": ["local"], "api": ["postgres"], "postgres": ["postgres"]}
    assert API["deploy"]["replicas"] == len(range(8000, 8001 + 1))
    assert API["ports"] == ["127.0.0.1:8000-8001:8000"]


def test_images_of_others_are_pinned_by_tag_and_digest() -> None:
    images = [DATABASE["image"], workload("StatefulSet")["containers"][0]["image"]]
    assert [image for image in images if not re.fullmatch(PINNED, image)] == []
    assert len(set(images)) == 1


def test_only_the_servers_reach_the_database() -> None:
    assert "ports" not in DATABASE
    assert DATABASE["networks"] == ["private"]
    assert COMPOSE["networks"] == {"private": {"internal": True}}
    assert API["networks"] == ["default", "private"]
    (policy,) = (entry["spec"] for entry in CLUSTER if entry["kind"] == "NetworkPolicy")
    assert (policy["policyTypes"], policy["egress"]) == (["Ingress", "Egress"], [])
    assert policy["ingress"][0]["from"] == [{"podSelector": {"matchLabels": {"app": "dateline"}}}]


def test_no_secret_has_a_value_or_a_default() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("docker-compose.yml", "docs/kubernetes.yaml")]
    assert API["env_file"] == DATABASE["env_file"] == ["postgres.env"]
    assert not (ROOT / "postgres.env").exists()
    assert [name for service in (API, DATABASE) for name in service["environment"] if "PASSWORD" in name] == []
    for kind in ("Deployment", "StatefulSet"):
        (container,) = workload(kind)["containers"]
        secrets = [entry for entry in container["env"] if "PASSWORD" in entry["name"]]
        assert [list(entry["valueFrom"]) for entry in secrets] == [["secretKeyRef"]]
    # A variable with a default would start where nobody has set it; a required one would keep the other profile from starting.
    assert [text for text in texts if "${" in text or re.search(r"://[^/\s]*:[^/\s@]*@", text)] == []
    assert [entry for entry in CLUSTER if entry["kind"] == "Secret"] == []


def test_a_server_waits_for_its_database_and_each_says_whether_it_is_well() -> None:
    assert API["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert API["healthcheck"] == SERVICE["healthcheck"]
    assert DATABASE["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    (server,), (database,) = (workload(kind)["containers"] for kind in ("Deployment", "StatefulSet"))
    assert database["readinessProbe"]["exec"]["command"] == DATABASE["healthcheck"]["test"][1:]
    paths = [server[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe")]
    with in_memory() as services, local(create_app(services)) as client:
        assert [client.get(path).status_code for path in paths] == [200, 503]


def test_the_pods_have_no_right_that_they_do_not_need() -> None:
    for kind in ("Deployment", "StatefulSet"):
        pod = workload(kind)
        (container,) = pod["containers"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
    (server,) = workload("Deployment")["containers"]
    assert server["securityContext"]["readOnlyRootFilesystem"] is True
    assert exists(server["args"])
    assert f"{workload('Deployment')['securityContext']['runAsUser']}:" in arguments_of("USER")[-1]


def test_whoever_selects_and_names_something_in_the_cluster_finds_it() -> None:
    pods = {entry["metadata"]["name"]: entry["spec"]["template"] for entry in CLUSTER if "template" in entry["spec"]}
    labels = [template["metadata"]["labels"] for template in pods.values()]
    selectors = [entry["spec"]["selector"] for entry in CLUSTER if "selector" in entry["spec"]]
    assert [one for one in selectors if one.get("matchLabels", one) not in labels] == []
    services = {entry["metadata"]["name"] for entry in CLUSTER if entry["kind"] == "Service"}
    store = next(entry for entry in workload("Deployment")["containers"][0]["env"] if entry["name"] == "QA_STORE")
    assert urlsplit(store["value"]).hostname in services
    assert urlsplit(API["environment"]["QA_STORE"]).hostname in COMPOSE["services"]
    for template in pods.values():
        (container,) = template["spec"]["containers"]
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert {volume["name"] for volume in template["spec"]["volumes"]} <= mounted


def test_a_server_is_given_longer_to_stop_than_it_takes() -> None:
    pause = int(re.findall(r"sleep\((\d+)\)", str(workload("Deployment")["containers"][0]["lifecycle"]))[0])
    assert workload("Deployment")["terminationGracePeriodSeconds"] > pause + GRACEFUL
    assert int(API["stop_grace_period"].removesuffix("s")) > GRACEFUL


def test_nothing_reports_home() -> None:
    assert environment()["ORT_DISABLE_TELEMETRY"] == "1"


def test_a_copy_of_the_library_file_alone_is_a_backup(seeds: Settings, tmp_path: Path) -> None:
    restored = seeds.model_copy(update={"data": tmp_path / "restored"})
    restored.data.mkdir()
    with open_services(seeds) as services:
        with closing(sqlite3.connect(seeds.data / "library.db")) as running:
            running.execute("VACUUM INTO ?", (str(restored.data / "library.db"),))
        corpus = services.library.corpus()

    with open_services(restored) as services:
        assert services.articles.diagnose() == []
        assert services.library.corpus() == corpus
