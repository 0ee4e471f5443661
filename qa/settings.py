"""Turns the environment (`QA_…`) and `qa.toml` into one frozen `Settings`; an unknown name is an error."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from qa.errors import SettingsError

PREFIX = "QA_"


class Settings(BaseSettings):
    """Every setting of Dateline; docs/settings.md lists them with their defaults."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", toml_file="qa.toml", extra="forbid", frozen=True
    )

    data: Path = Field(Path("data"), description="The folder with the library and the vectors.")
    model_dir: Path = Field(Path("models"), description="The folder with the model weights.")
    models: Literal["builtin", "none"] = Field(
        "builtin",
        description="Who judges sentences: the small models that come with Dateline, or rules alone (`none`).",
    )
    threads: Annotated[int, Field(ge=1, le=64)] = Field(2, description="Threads of the models.")
    chunk_tokens: Annotated[int, Field(ge=32, le=256)] = Field(
        256, description="The longest chunk, in the embedding model's tokens; changing it needs `qa reindex`."
    )
    host: str = Field("127.0.0.1", description="The address that `qa serve` listens on.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8000, description="The port that `qa serve` listens on.")
    max_question: Annotated[int, Field(ge=1)] = Field(2000, description="The longest question, in characters.")
    max_body: Annotated[int, Field(ge=1)] = Field(65_536, description="The largest request body, in bytes.")
    max_file: Annotated[int, Field(ge=1)] = Field(50_000_000, description="The largest file to ingest, in bytes.")

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


def load(data: Path | None = None) -> Settings:
    """The settings, with the data folder of the command line where one is given.

    Raises:
        SettingsError: a setting is unknown or has a value that it cannot have; the message names it.
    """
    unknown = sorted(name for name in os.environ if _is_unknown(name))  # noqa: TID251 this is where settings are read
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]}; docs/settings.md lists those that exist")
    try:
        return Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        first = error.errors()[0]
        name = "__".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"setting {PREFIX}{name}: {first['msg']}; docs/settings.md says what it takes") from error


def _is_unknown(name: str) -> bool:
    parts = name.upper().removeprefix(PREFIX).split("__")
    return name.upper().startswith(PREFIX) and parts[0].lower() not in Settings.model_fields
