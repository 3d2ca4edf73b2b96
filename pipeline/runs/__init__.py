"""The run folder: where a run's files go, what its key is, when it is done."""
