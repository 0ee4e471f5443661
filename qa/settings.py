"""Read the settings from the environment (`QA_…`) and `qa.toml` into one frozen value; an unknown name is an error."""

import hashlib
import json
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import pydantic_settings
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    SecretStr,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from qa.errors import SettingsError
from qa.toml_place import line_of

PREFIX = "QA_"
_FILE = Path("qa.toml")

VECTOR_SERVER = re.compile(
    r"(?P<vendor>chroma|qdrant)\+(?P<scheme>https?)://(?P<host>\[[0-9a-fA-F:.]+\]|[^\s/:@?#\[\]]+):(?P<port>[1-9]\d{0,4})/?"
)
"""The address of a server of vectors."""
_HIGHEST_PORT = 65535
_REMOVED = {
    "model_dir": "all models come with the package, so remove it from the environment and from qa.toml",
}
"""Settings of earlier releases, and what is to be done where they are still set."""


class ModelSettings(BaseModel):
    """A language model and its limits; without a `model` none is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field("", description="The model, as its server calls it; empty: none is asked.")
    base_url: str = Field(
        "https://api.openai.com/v1", description="The server: any that speaks OpenAI's chat completions."
    )
    api_key: SecretStr = Field(SecretStr(""), description="Its key; unset: that of `OPENAI_API_KEY`, if any.")
    max_tokens: Annotated[int, Field(ge=1)] = Field(600, description="The longest answer, in the model's tokens.")
    temperature: float | None = Field(
        None, ge=0, le=2, description="Randomness; unset: as the server has it, since some models take no other."
    )
    connect_timeout: Annotated[float, Field(gt=0)] = Field(5.0, description="Seconds to reach the server.")
    first_token_timeout: Annotated[float, Field(gt=0)] = Field(
        20.0, description="Seconds until the model begins to write."
    )
    idle_timeout: Annotated[float, Field(gt=0)] = Field(10.0, description="Seconds between two pieces of its text.")
    total_timeout: Annotated[float, Field(gt=0)] = Field(60.0, description="Seconds for a whole answer.")
    daily_tokens: Annotated[int, Field(ge=0)] = Field(
        1_000_000, description="Tokens in and out a day (UTC), then answers are quoted; 0: no limit."
    )
    concurrency: Annotated[int, Field(ge=1)] = Field(4, description="Answers written at once; more are quoted.")


class LlmSettings(ModelSettings):
    """The language model that writes answers."""

    style: Literal["auto", "written", "quotes"] = Field(
        "auto",
        description="Whether it writes, or chooses sentences of the articles; `auto`: it writes where there is a second opinion.",
    )


class VerifierSettings(BaseModel):
    """Who gives the second opinion on what the language model writes freely; unset: that model itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(
        "",
        description="The model, as its server calls it; empty: the one that writes; `none`: nobody, so only quotes show.",
    )
    base_url: str = Field("", description="Its server; empty: that of the model that writes.")
    api_key: SecretStr = Field(
        SecretStr(""), description="Its key; unset: that of the model that writes, if the server is the same."
    )
    timeout: Annotated[float, Field(gt=0)] = Field(10.0, description="Seconds for an opinion on one sentence.")
    concurrency: Annotated[int, Field(ge=1)] = Field(16, description="Sentences that are looked at at once.")


class LimitSettings(BaseModel):
    """How much whoever shows a publishable key may ask; a key of its own may have others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address_per_minute: Annotated[int, Field(ge=0)] = Field(
        20, description="Questions of one address a minute, IPv6 by its first 64 bits; then 429; 0: no limit."
    )
    address_per_day: Annotated[int, Field(ge=0)] = Field(
        200, description="Questions of one address a day that a model may answer; then they are quoted; 0: no limit."
    )
    key_per_minute: Annotated[int, Field(ge=0)] = Field(
        300, description="Questions of one publishable key a minute; then 429; 0: no limit."
    )
    key_per_day: Annotated[int, Field(ge=0)] = Field(
        5_000, description="Questions of one publishable key a day (UTC) that a model may answer; 0: no limit."
    )


class LoadSettings(BaseModel):
    """How much the server takes on at once; what goes beyond is refused with 503 and the time to come back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_once: Annotated[int, Field(ge=1)] = Field(
        2,
        description="Answers, checks and searches worked on at once, beside those that a model writes; the others wait.",
    )
    longest_wait: Annotated[float, Field(gt=0)] = Field(
        10.0, description="Seconds that a question may expect to wait, as answers take just now; beyond that, 503."
    )
    deadline: Annotated[float, Field(gt=0)] = Field(
        120.0,
        description="Seconds for an answer, its waiting included, and for a change of the articles to get its turn; then 503.",
    )
    connections: Annotated[int, Field(ge=16)] = Field(
        2_000, description="Open connections; beyond that the one that has sent no request for the longest is closed."
    )


class AnswerSettings(BaseModel):
    """Which answers are kept on disk, to be shown again after a restart."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kept: Annotated[int, Field(ge=0)] = Field(10_000, description="Answers kept on disk, the latest; 0: none.")
    days: Annotated[int, Field(ge=0, le=36_500)] = Field(30, description="Days for which they are kept; 0: no limit.")
    pages: bool = Field(
        False, description="Whether each has a page at `/a/ID`, to be read and printed by whoever has its address."
    )


class FeedSettings(BaseModel):
    """What feeds may fetch over the network: only what is public, and nothing unless it is set here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fetch: bool = Field(False, description="Whether the addresses of feeds are fetched; files are read anyhow.")
    articles: bool = Field(
        False, description="Whether the pages behind a feed's links are fetched where it has no full text."
    )
    timeout: Annotated[float, Field(gt=0)] = Field(30.0, description="Seconds for a feed or a page.")
    max_bytes: Annotated[int, Field(ge=1, le=20_000_000)] = Field(
        20_000_000, description="The largest feed or page, in bytes, unpacked."
    )


class MetricsSettings(BaseModel):
    """Where Prometheus reads the metrics without a key, beside `/metrics` of the API, which takes a secret one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="The address that the metrics' own port listens on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        0, description="A port of their own, where whoever reaches it reads them without a key; 0: none."
    )


class TraceSettings(BaseModel):
    """Where OpenTelemetry's spans go; unset: none are made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: Annotated[str, Field(pattern=r"^(?:https?://[^\s/?#]+/?)?$")] = Field(
        "",
        description="The collector that traces go to by OTLP over gRPC, as `http://127.0.0.1:4317`; empty: no traces.",
    )
    service: str = Field("dateline", description="What traces call this server.")
    content: bool = Field(
        False,
        description="Whether traces hold questions, prompts and answers as well; whoever reads traces reads them.",
    )


class WidgetSettings(BaseModel):
    """Texts of every chat of this server; empty: the chat's own, in the reader's language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field("", description="The chat's title.")
    intro: str = Field("", description="What it says before the first question.")
    notice: str = Field("", description="A line that always stands below it, as on where its answers come from.")


def _object(value: object) -> object:
    """Return the object that a JSON text holds; what is no text as it is."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError(f'it is not JSON ({error}), which is written as {{"model_name": "…"}}') from error


def _vector_server(value: object) -> object:
    """Return the address of a server of vectors; nothing of it is repeated where it may hold a key."""
    if not isinstance(value, str) or not value:
        return value
    if "@" in value:
        raise ValueError("it takes no user and no key, which go into QA_VECTORS_KEY")
    named = VECTOR_SERVER.fullmatch(value)
    if not named or int(named["port"]) > _HIGHEST_PORT:
        raise ValueError(
            "it is none of chroma+http://HOST:PORT, chroma+https://HOST:PORT, qdrant+http://HOST:PORT and "
            "qdrant+https://HOST:PORT; the port must be named, and nothing follows it"
        )
    return value.rstrip("/")


def _database(store: SecretStr) -> SecretStr:
    """Refuse what is no URL of a database; nothing of it is repeated, since it may hold a password."""
    if store.get_secret_value() and not store.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError(
            "it is no `postgresql://USER:PASSWORD@HOST/DATABASE`; a folder goes into QA_DATA, and this stays empty"
        )
    return store


class Settings(BaseSettings):
    """Every setting of Dateline; docs/settings.md lists them with their defaults."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", toml_file=_FILE, extra="forbid", frozen=True
    )

    data: Path = Field(Path("data"), description="The folder with the library and the vectors.")
    store: Annotated[SecretStr, AfterValidator(_database)] = Field(
        SecretStr(""),
        description="A PostgreSQL database for articles, vectors, keys, answers, jobs and feeds, as "
        "`postgresql://USER:PASSWORD@HOST/DATABASE`; empty: they are in the data folder.",
    )
    vectors: Annotated[str, BeforeValidator(_vector_server)] = Field(
        "",
        description="A server that keeps the vectors, as `chroma+http://HOST:PORT` or `qdrant+https://HOST:PORT`; empty: they "
        "stay in the data folder.",
    )
    vectors_key: SecretStr = Field(SecretStr(""), description="The key that this server wants, if any.")
    models: Literal["builtin", "none"] = Field(
        "builtin",
        description="Who judges sentences: the small models that come with Dateline, or rules alone (`none`).",
    )
    threads: Annotated[int, Field(ge=1, le=64)] = Field(2, description="Threads of the models.")
    chunk_tokens: Annotated[int, Field(ge=32, le=256)] = Field(
        256, description="The longest chunk, in the embedding model's tokens; changing it needs `qa reindex`."
    )
    embedding: str = Field(
        "",
        description="The embedding model, any of LlamaIndex's as `module:Class`; empty: the one that comes with Dateline; "
        "changing it needs `qa reindex`.",
    )
    embedding_arguments: Annotated[dict[str, JsonValue], NoDecode, BeforeValidator(_object)] = Field(
        {}, description='What that class is made with, as a table or in JSON: `{"model_name": "…"}`.'
    )
    outlet_families: str = Field(
        "",
        description="The path of a table of outlets that are one voice (outlet, tab, family), over the one that comes along; "
        "empty: `outlet_families.tsv` in the data folder, if there is one.",
    )
    host: str = Field("127.0.0.1", description="The address that `qa serve` listens on.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8000, description="The port that `qa serve` listens on.")
    public_url: Annotated[str, Field(pattern=r"^(?:https?://[^\s/?#][^\s?#]*)?$")] = Field(
        "",
        description="Where readers reach this server, as `https://qa.example`, for links to articles without a URL.",
    )
    local_networks: str = Field(
        "",
        description="Networks that count as this machine while there are no keys, with spaces between: `172.16.0.0/12`.",
    )
    proxies: str = Field(
        "127.0.0.1",
        description="Addresses or networks of proxies whose word on a reader's address is taken, with spaces between.",
    )
    page_key: Annotated[str, Field(pattern=r"^(?:pk_[\w-]+)?$")] = Field(
        "", description="A publishable key for the page at `/`, once there are keys; all may read it."
    )
    examples: bool = Field(
        True,
        description="Whether `qa serve` makes example questions of the articles, and asks each before it shows it.",
    )
    logs: Literal["text", "json"] = Field(
        "text", description="How `qa serve` logs: warnings in lines, or as JSON, and then each request as well."
    )
    max_question: Annotated[int, Field(ge=1)] = Field(2000, description="The longest question, in characters.")
    max_body: Annotated[int, Field(ge=1)] = Field(262_144, description="The largest request body, in bytes.")
    max_article: Annotated[int, Field(ge=1)] = Field(
        2_000_000, description="The largest body of a request that brings an article, in bytes."
    )
    max_batch: Annotated[int, Field(ge=1)] = Field(
        8_000_000, description="The largest body of a request that brings a batch of articles, in bytes."
    )
    max_feedback: Annotated[int, Field(ge=1)] = Field(
        100_000_000, description="The largest that the file of feedback may become, in bytes; then 507."
    )
    max_file: Annotated[int, Field(ge=1)] = Field(50_000_000, description="The largest file to ingest, in bytes.")

    limits: LimitSettings = Field(LimitSettings(), description="What publishable keys allow.")
    load: LoadSettings = Field(LoadSettings(), description="What is taken on at once.")
    answers: AnswerSettings = Field(AnswerSettings(), description="Which answers are kept.")
    feeds: FeedSettings = Field(FeedSettings(), description="What feeds may fetch.")
    metrics: MetricsSettings = Field(MetricsSettings(), description="Where the metrics are read without a key.")
    traces: TraceSettings = Field(TraceSettings(), description="Where traces go.")
    widget: WidgetSettings = Field(WidgetSettings(), description="The chat's words.")
    llm: LlmSettings = Field(LlmSettings(), description="The language model that writes answers.")
    verifier: VerifierSettings = Field(
        VerifierSettings(), description="The model that gives a second opinion on what is written."
    )
    judge: ModelSettings = Field(ModelSettings(), description="The one that judges them in `qa eval run --judge`.")

    @property
    def index_digest(self) -> str:
        """A digest of what chunks and vectors are made by; it tells nothing of the arguments, which may hold secrets."""
        made_by = [self.embedding, self.embedding_arguments, self.chunk_tokens]
        return hashlib.sha256(json.dumps(made_by, sort_keys=True).encode()).hexdigest()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, which wins over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


_ModelSettings = TypeVar("_ModelSettings", bound=ModelSettings)


def load(data: Path | None = None, embedding: str | None = None) -> Settings:
    """Return the settings, with the data folder and the embedding of the command line where they are given.

    Raises:
        SettingsError: a setting is unknown or has a value that it cannot have, or qa.toml cannot be read; it says where.
    """
    unknown = sorted(name for name in os.environ if _is_unknown(name))  # noqa: TID251 this is where settings are read
    if unknown:
        raise SettingsError(_unknown_setting(unknown[0], unknown[0][len(PREFIX) :]))
    file = _read_file()
    try:
        given: dict[str, Any] = {"data": data, "embedding": embedding}
        return _with_key(Settings(**{name: value for name, value in given.items() if value is not None}))
    except ValidationError as error:
        raise SettingsError(_explained(error.errors()[0], file)) from error
    except pydantic_settings.SettingsError as error:
        raise SettingsError(_explained_group()) from error


def _read_file() -> str:
    """Return the text of qa.toml, empty where there is none; a file that is no TOML is refused here, where its line is known."""
    try:
        text = _FILE.read_text(encoding="utf-8") if os.path.lexists(_FILE) else ""
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{_FILE} is not valid TOML: {error}; docs/settings.md shows how it is written") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{_FILE} is no text in UTF-8; save it as such") from error
    except OSError as error:
        raise SettingsError(f"{_FILE} cannot be read ({error.strerror}); mend that, or move it away") from error
    return text


def _explained(error: ErrorDetails, file: str) -> str:
    """Return what is wrong with a setting, by the name that it has where it was set."""
    key = tuple(str(part) for part in error["loc"])
    variable = PREFIX + "__".join(key).upper()
    in_environment = any(name.upper() == variable for name in os.environ)  # noqa: TID251 this is where settings are read
    line = None if in_environment else line_of(file, key)
    name = variable if line is None else f"{'.'.join(key)} ({_FILE}, line {line})"
    if error["type"] == "extra_forbidden":
        return _unknown_setting(name, key[0])
    return f"setting {name}: {error['msg']}; docs/settings.md says what it takes"


def _explained_group() -> str:
    """Return which variable has the name of a group of settings, and no JSON that would set them all."""
    set_here = {name.upper() for name in os.environ}  # noqa: TID251 this is where settings are read
    groups = {
        PREFIX + name.upper(): next(iter(type(field.default).model_fields)).upper()
        for name, field in Settings.model_fields.items()
        if isinstance(field.default, BaseModel) and PREFIX + name.upper() in set_here
    }
    name, member = next(iter(groups.items()))
    return f"{' and '.join(groups)}: a group of settings; set one of them, as in {name}__{member} (docs/settings.md has all)"


def _unknown_setting(name: str, key: str) -> str:
    if reason := _REMOVED.get(key.lower()):
        return f"there is no setting {name} any more: {reason}"
    return f"unknown setting {name}; docs/settings.md lists those that exist"


def _with_key(settings: Settings) -> Settings:
    """Use the variable that most people have set already where a model has no key of its own."""
    key = os.environ.get("OPENAI_API_KEY", "")  # noqa: TID251 this is where settings are read
    if not key:
        return settings
    return settings.model_copy(update={"llm": _keyed(settings.llm, key), "judge": _keyed(settings.judge, key)})


def _keyed(llm: _ModelSettings, key: str) -> _ModelSettings:
    return llm if llm.api_key.get_secret_value() else llm.model_copy(update={"api_key": SecretStr(key)})


def _is_unknown(name: str) -> bool:
    parts = name.upper().removeprefix(PREFIX).split("__")
    return name.upper().startswith(PREFIX) and parts[0].lower() not in Settings.model_fields
