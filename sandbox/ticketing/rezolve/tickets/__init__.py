"""Listing, reading, filing, changing and counting tickets."""
