"""A language model whose replies a script gives: an OpenAI-compatible server for tests and measurements."""
