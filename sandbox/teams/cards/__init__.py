"""Adaptive Cards as the Teams client treats them: what it refuses, what a person reads, what a form accepts."""
