"""The page of imports: files come in, are mapped, compared and imported."""
