"""How tests wait for a server that they started as a process of its own."""

import socket
import subprocess
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

SECONDS = 60.0
"""After which a process that does not answer has failed."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers; bounded, and over at once if it died."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None
        try:
            urlopen(url, timeout=1).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{url} did not answer within {SECONDS} s")
