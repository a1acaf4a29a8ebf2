"""The terminal chat: act as anybody of the seeded company, on either platform, from a terminal."""
