"""One run, from a config to a report."""
