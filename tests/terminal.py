"""Run `qa` in the process of the tests, as a terminal would: an exit code, and what was printed on either output."""

from pathlib import Path

import pytest

from qa.__main__ import main


class Run:
    """Runs `qa` in this process on a folder of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str], data: Path) -> None:
        self._capsys = capsys
        self._data = data

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        with pytest.raises(SystemExit) as end:
            main(["--data", str(self._data), *arguments])
        captured = self._capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err
