"""The endpoints, a file for what belongs together."""
