"""Turns one vendor's library, a file each, into one of the seams of `qa.ports`."""
