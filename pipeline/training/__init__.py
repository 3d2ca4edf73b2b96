"""Training: a Marian model from scratch, or on from a checkpoint."""
