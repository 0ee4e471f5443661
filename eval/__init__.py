"""Turns gold questions into a verdict on a change: cases -> run -> score -> compare with a baseline -> report."""
