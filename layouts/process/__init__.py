"""One process: where it is, and what stands in its way."""
