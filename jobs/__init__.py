"""What a worker runs, and the clock that asks for it."""
