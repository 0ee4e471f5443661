"""Limit the use of a language model: its cost, its deadlines, and a pause after failures."""
