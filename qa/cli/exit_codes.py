"""The exit codes of `qa`; 0 is done."""

FAILED, USAGE, ABSTAINED = 1, 2, 3
