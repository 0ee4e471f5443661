"""The commands of `qa`, a file for what belongs together; each calls the services and prints the result."""
