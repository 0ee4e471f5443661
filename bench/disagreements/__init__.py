"""Whether the answers of sources that differ are told together, and those that agree are left alone."""
