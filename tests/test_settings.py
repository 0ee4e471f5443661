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
        ("QA_LLM", "foo", "QA_LLM: a group of settings; set one of them, as in QA_LLM__MODEL"),
        ("QA_LIMITS", "7", "QA_LIMITS"),
        ("QA_VECTORS", "chroma+http://vectors", "QA_VECTORS: .*the port must be named"),
        ("QA_VECTORS", "http://vectors:8000", "QA_VECTORS: .*none of chroma"),
        ("QA_VECTORS", "milvus+http://vectors:8000", "QA_VECTORS: .*none of chroma"),
        ("QA_VECTORS", "qdrant+http://vectors:99999", "QA_VECTORS: .*none of chroma"),
        ("QA_VECTORS", "chroma+http://me:secret@vectors:8000", "QA_VECTORS: .*no user and no key, which go into"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=says):
        load()


def test_a_key_in_the_address_of_a_server_of_vectors_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("chroma+http://me:hush@vectors:8000", "chroma+http://vectors:8000/?key=hush"):
        monkeypatch.setenv("QA_VECTORS", address)
        with pytest.raises(SettingsError) as refused:
            load()
        assert "hush" not in str(refused.value)


@pytest.mark.parametrize("models", ["builtin", "none"])
def test_sentences_are_judged_by_the_models_that_come_along_or_by_rules_alone(
    monkeypatch: pytest.MonkeyPatch, models: str
) -> None:
    monkeypatch.setenv("QA_MODELS", models)

    assert load().models == models


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('port = 1\ncolour = "red"', r"unknown setting colour \(qa\.toml, line 2\)"),
        ('model_dir = "models"', r"no setting model_dir \(qa\.toml, line 1\) any more: all models come"),
        ('# first\n\nport = "many"', r"setting port \(qa\.toml, line 3\): .*integer"),
        (
            '[llm]\nmodel = "x"\nstyle = "loud"',
            r"setting llm\.style \(qa\.toml, line 3\): .*'auto', 'written' or 'quotes'",
        ),
        ('llm.style = "loud"', r"setting llm\.style \(qa\.toml, line 1\)"),
        ('threads = 1\nllm = {style = "loud"}', r"setting llm\.style \(qa\.toml, line 2\)"),
        ('[widget]\ntitle = "x"\n[llm]\n"colour" = "red"', r"unknown setting llm\.colour \(qa\.toml, line 4\)"),
        ('llm = "gpt"', r"setting llm \(qa\.toml, line 1\)"),
        ("port = = 1", r"qa\.toml is not valid TOML: .*line 1, column 8"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_by_its_line_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qa.toml").write_text(f"{text}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=says):
        load()


def test_a_variable_goes_before_the_file_and_is_named_as_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qa.toml").write_text("port = 1\n", encoding="utf-8")
    monkeypatch.setenv("qa_port", "many")

    with pytest.raises(SettingsError, match="setting QA_PORT: "):
        load()


def test_a_file_that_is_no_text_or_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qa.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"qa\.toml is no text in UTF-8"):
        load()

    (tmp_path / "qa.toml").unlink()
    (tmp_path / "qa.toml").mkdir()
    with pytest.raises(SettingsError, match=r"qa\.toml cannot be read \(Is a directory\)"):
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
