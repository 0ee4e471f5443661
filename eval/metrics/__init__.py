"""Score what was answered to a case: pure functions of values, one module for each subject.

Nothing of `qa` is imported and nothing is read or written, so that `bench` measures with the same functions.
"""
