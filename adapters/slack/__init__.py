"""Slack: verified requests in, messages and modals out. Knows nothing of Teams, ticketing systems or the database."""
