"""Programs that run in interpreters of their own; nothing here imports pipeline."""
