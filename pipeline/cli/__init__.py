"""The command line: short functions that call the floors below."""
