"""Turns what a request shows into who may do what, and how often."""
