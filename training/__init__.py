"""Make the weights in qa/weights from public data: sources -> pairs -> train -> distil -> calibrate -> export.

Never imported at run time; `python -m training --help` has the steps, training/LOG.md what was tried.
"""
