"""What Slack refuses in messages and views, and the words it refuses it with."""
