"""The commands of `qa`, a file for what belongs together; each turns arguments into calls and prints the result."""
