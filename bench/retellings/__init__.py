"""What becomes of 150 true and 200 false sentences, written by hand, when a language model says them."""
