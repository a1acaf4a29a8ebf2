"""Slack Block Kit payloads out, Slack payloads in. Never sends."""
