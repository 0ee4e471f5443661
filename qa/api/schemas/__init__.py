"""The wire format: the bodies of requests, answers and events."""
