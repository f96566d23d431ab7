"""One script a revision, forward only; a way back must not be offered here, for a backup is that."""
