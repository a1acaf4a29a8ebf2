"""Asking for something: which items there are, their forms, and what is sent."""
