"""What a question asks, what it takes for granted, and what a follow-up leaves out."""
