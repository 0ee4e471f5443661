"""Take values of JSON by the type that they should have; what has another is not there."""

from collections.abc import Mapping
from typing import Any

Object = Mapping[str, Any]


def string(value: object) -> str:
    """Return a text, "" for anything else."""
    return value if isinstance(value, str) else ""


def members(value: object) -> list[Object]:
    """Return the objects of a list, none for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def filled(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that say anything."""
    return {name: value for name, value in fields.items() if value}
