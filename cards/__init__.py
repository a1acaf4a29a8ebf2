"""Neutral messages and forms drawn for each platform, and what comes back read again. Pure: no client, no I/O."""
