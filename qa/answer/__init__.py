"""Turns a question into an answer made of verified quotes, or into an abstention."""
