"""Puts the product together: the application, its services and its command line."""
