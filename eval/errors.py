"""Every error of the evaluation, by the exit code that it ends with.

EvalError                   3: what was asked for cannot be done
├── CaseError               3: a case is wrong; the message names file and line
├── BaselineError           3: no baseline, or one of other cases, articles or metrics
└── TargetError             2: what is to be measured does not answer
"""


class EvalError(Exception):
    """Root of all errors that the evaluation raises on purpose."""

    exit_code = 3


class CaseError(EvalError):
    """A case is wrong, or its file cannot be read."""


class BaselineError(EvalError):
    """There is no baseline to compare with, or it was made of other cases, articles or metrics."""


class TargetError(EvalError):
    """What is to be measured does not answer, or not as described."""

    exit_code = 2
