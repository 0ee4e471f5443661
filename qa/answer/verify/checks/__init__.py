"""Turns a written sentence and its quotes into named checks that each hold or fail; start reading at `table`."""
