"""What stands around a language model: what it may cost, and when it is left alone."""
