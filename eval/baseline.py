"""Write a run as the committed baseline, a case a line, so that a reviewer sees what changed."""

import json
from pathlib import Path

from eval.errors import EvalError
from eval.record import Outcome, Run, Scored


def write(run: Run, path: Path) -> str:
    """Write the baseline and say what it holds; times are left out, and passages lose their texts.

    Raises:
        EvalError: the file cannot be written.
    """
    lean = run.model_copy(update={"scored": tuple(map(_lean, run.scored)), "started_at": "", "seconds": 0.0})
    head = lean.model_dump(mode="json", exclude={"scored"})
    rows = [json.dumps(scored.model_dump(mode="json"), ensure_ascii=False, sort_keys=True) for scored in lean.scored]
    facts = json.dumps(head, ensure_ascii=False).rstrip("}")
    text = f'{{"verdict": null, "run": {facts}, "scored": [\n' + ",\n".join(rows) + "\n]}}\n"
    changed = "unchanged" if path.exists() and path.read_text(encoding="utf-8") == text else "written"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvalError(f"{path}: cannot be written: {error.strerror}") from error
    return f"{path}: {changed}; {len(rows)} cases, metrics version {run.metrics}, articles {run.corpus:.12}"


def _lean(scored: Scored) -> Scored:
    outcome = scored.outcome.model_copy(
        update={
            "milliseconds": 0.0,
            "stages": {},
            "passages": None
            if scored.outcome.passages is None
            else tuple(passage.model_copy(update={"text": ""}) for passage in scored.outcome.passages),
        }
    )
    # Where the file stands on this machine is nobody's business, and differs on the next.
    return scored.model_copy(update={"outcome": outcome, "file": Path(scored.file).name})


def timeless(outcome: Outcome) -> Outcome:
    """The outcome without what differs from run to run."""
    return outcome.model_copy(update={"milliseconds": 0.0, "stages": {}})
