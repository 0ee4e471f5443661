"""What stands around the framework, a file for each concern."""
