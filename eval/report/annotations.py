"""GitHub workflow commands that mark each broken case at its line in the case file."""

from collections.abc import Sequence

from eval.record import Run, Scored
from eval.report.words import broken, lines, one_line
from eval.verdict import Verdict


def annotations(run: Run, verdict: Verdict | None) -> str:
    """One line a broken case, must-pass cases first, for GitHub shows only the first ten."""
    placed = {scored.case.id: scored for scored in run.scored}
    return "".join(_command(placed[case], why) for case, why in broken(verdict).items() if case in placed)


def _command(scored: Scored, why: Sequence[str]) -> str:
    title = one_line(f"{scored.case.id} is broken: {', '.join(why)}", 200)
    message = "\n".join(f"{label}: {line}" for label, line in lines(scored.case, scored.outcome))
    return f"::error file={_property(scored.file)},line={scored.line},title={_property(title)}::{_message(message)}\n"


def _message(text: str) -> str:
    """Untrusted: a line break would end the command, and the next line could be one of somebody else."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(one_line(text)).replace(":", "%3A").replace(",", "%2C")
