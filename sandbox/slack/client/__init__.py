"""How a Slack client shows Block Kit to a reader and turns a reader's answers into input values."""
