"""The commands of `qa`, one file for each group; each calls the services and prints the result."""
