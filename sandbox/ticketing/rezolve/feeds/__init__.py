"""What a person is told: the notification feed and the two event streams."""
