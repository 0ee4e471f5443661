"""Whether a statement may be shown: its quotes, and whether it follows from them."""
