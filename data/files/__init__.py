"""Files people hand over: what they are, what they are called, where their bytes are kept."""
