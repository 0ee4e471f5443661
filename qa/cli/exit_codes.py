"""The exit codes of `qa`; 0 is done."""

FAILED, USAGE, ABSTAINED, DIFFERS = 1, 2, 3, 4
