"""Checking the answers of a template's form."""
