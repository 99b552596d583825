"""The page of one process."""
