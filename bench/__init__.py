"""Benchmarks: what the product costs, as ratios to others measured in the same run; never a test."""
