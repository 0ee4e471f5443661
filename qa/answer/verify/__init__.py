"""Verify statements: find their quotes, and check that they follow from them."""
