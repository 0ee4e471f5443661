"""Prompt a language model with passages or a follow-up, and parse and check what it writes."""
