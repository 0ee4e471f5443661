"""Turns a case, what was answered to it and the articles' texts into scores: pure functions, one module for each subject."""
