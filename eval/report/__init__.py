"""Reports of a run and its verdict: one module a format."""
