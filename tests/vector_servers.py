"""Start a Chroma server of a process of its own, end it as a crash does, and start it again on the same port and folder."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qa.adapters.vector_server import VectorServer
from tests.processes import free_port, wait_for


@dataclass
class ChromaProcess:
    """`chroma run` on loopback."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> VectorServer:
        return VectorServer("Chroma", "127.0.0.1", self.port)

    @property
    def setting(self) -> str:
        return f"chroma+{self.server.url}"

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--port", str(self.port), "--path", str(self.folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(f"{self.server.url}/api/v2/version", self._process)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Keep the server from answering, its port open, while the context lasts."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        # The signal is delivered later than it is sent.
        os.waitpid(self._process.pid, os.WUNTRACED)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running(folder: Path) -> Iterator[ChromaProcess]:
    """Run a server while the context lasts."""
    process = ChromaProcess(folder)
    process.start()
    try:
        yield process
    finally:
        process.kill()
