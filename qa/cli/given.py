"""The options of every command, which settings are read with; small, since `--help` loads it."""

from pathlib import Path
from typing import NamedTuple


class Given(NamedTuple):
    """What the command line says in place of a setting; None: nothing."""

    data: Path | None = None
    embedding: str | None = None
