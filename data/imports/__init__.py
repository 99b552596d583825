"""Bringing in files that others wrote: read, map, check, and write what is new or differs, in one transaction."""
