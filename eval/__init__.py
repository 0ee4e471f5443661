"""Regression evals: cases -> run -> score -> compare with a baseline -> report."""
