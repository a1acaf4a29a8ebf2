"""Facts and arithmetic of a help desk, pure: no clock, no I/O, no environment."""
