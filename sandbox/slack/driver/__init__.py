"""The hands of the people in the workspace: routes below /_sandbox that do what a Slack client does."""
