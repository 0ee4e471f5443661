"""Turns HTTP requests into calls of the Answerer and its results into the wire format."""
