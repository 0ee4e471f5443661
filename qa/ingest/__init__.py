"""From files to cleaned, chunked and indexed articles."""
