"""Turns files into cleaned, chunked and indexed articles."""
