"""The whole sense of a message as words: for notifications, screen readers and the terminal."""
