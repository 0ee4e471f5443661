"""Turns a run and its verdict into reports: one module a format."""
