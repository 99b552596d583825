"""Wires the pages of administration."""
