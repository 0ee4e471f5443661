"""Read files, rows and requests into articles that are not cleaned yet; what they bring is untrusted."""
