"""One ability per file: takes a turn, returns replies."""
