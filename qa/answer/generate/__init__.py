"""What a language model is offered and asked, and what is made of what it writes."""
