"""What the emulated workspace remembers: people, channels, messages, views, secrets in flight."""
