"""One ticket in a conversation: found, shown, changed."""
