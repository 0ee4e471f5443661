"""Articles that go back to one text, and articles that do not."""
