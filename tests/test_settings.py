"""Settings come from the environment and qa.toml, and a wrong one is named."""

from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import load


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qa.toml").write_text('data = "file"\nport = 1\nthreads = 3\n', encoding="utf-8")
    monkeypatch.setenv("QA_PORT", "2")
    monkeypatch.setenv("QA_DATA", "environment")

    settings = load(Path("argument"))

    assert (settings.data, settings.port, settings.threads) == (Path("argument"), 2, 3)
    assert load().data == Path("environment")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("QA_COLOUR", "red", "unknown setting QA_COLOUR"),
        ("QA_PORT", "many", "QA_PORT"),
        ("QA_THREADS", "0", "QA_THREADS"),
        ("QA_CHUNK_TOKENS", "9999", "QA_CHUNK_TOKENS"),
        ("QA_MODELS", "gpt", "QA_MODELS.*'builtin' or 'none'"),
        ("QA_MODELS", "", "QA_MODELS"),
        ("QA_PAGE_KEY", "sk_secret", "QA_PAGE_KEY"),
        ("QA_LLM__COLOUR", "red", "unknown setting QA_LLM__COLOUR"),
        ("QA_MODEL_DIR", "models", "no setting QA_MODEL_DIR any more: all models come with the package"),
        ("QA_LLM__TOTAL_TIMEOUT", "0", "QA_LLM__TOTAL_TIMEOUT"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=says):
        load()


@pytest.mark.parametrize("models", ["builtin", "none"])
def test_sentences_are_judged_by_the_models_that_come_along_or_by_rules_alone(
    monkeypatch: pytest.MonkeyPatch, models: str
) -> None:
    monkeypatch.setenv("QA_MODELS", models)

    assert load().models == models


@pytest.mark.parametrize(
    ("line", "says"),
    [('colour = "red"', "unknown setting QA_COLOUR"), ('model_dir = "models"', "no setting QA_MODEL_DIR any more")],
)
def test_an_unknown_key_in_the_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qa.toml").write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=says):
        load()


def test_the_key_is_ours_else_openais_own_variable_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-everybodys")
    everybodys = load()
    monkeypatch.setenv("QA_LLM__API_KEY", "sk-ours")
    ours = load()

    assert everybodys.llm.api_key.get_secret_value() == "sk-everybodys"
    assert ours.llm.api_key.get_secret_value() == "sk-ours"
    assert "sk-" not in repr(everybodys) + repr(ours) + str(ours.llm)


def test_without_a_model_no_key_and_no_server_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    assert (load().llm.model, load().llm.api_key.get_secret_value()) == ("", "")
