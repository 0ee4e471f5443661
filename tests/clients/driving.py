"""Run the calls of one client after the other, and print what it gave as JSON."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

GIVEN: dict[str, Any] = json.loads(sys.argv[1])
"""Addresses of a server and of one whose answers fail, a key, and questions."""
WRONG = "sk_wrong"

Calls = Mapping[str, Callable[[], object]]


def report(interfaces: Mapping[str, Calls]) -> None:
    """Print what each call of each interface gave, or the error that it raised."""
    print(json.dumps({name: {step: _outcome(calls[step]) for step in calls} for name, calls in interfaces.items()}))  # noqa: T201


def _outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:  # noqa: BLE001 which one it is, is what is asked
        status = getattr(error, "status_code", None)
        return {"error": type(error).__name__, "status": status, "message": str(error)}
