"""One file a command; each is found by its `register(app)`."""
