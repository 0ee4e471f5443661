"""Measures Dateline by strangers: questions and claims of people, on texts that nothing here was taught or fitted on."""
