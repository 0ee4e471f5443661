"""The one layer that reads English: tokens, sentences, names, numbers, dates, and the word lists behind them."""
