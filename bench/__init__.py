"""Measures Dateline and prints what it finds, side by side with what people would use instead; nothing here is asserted."""
