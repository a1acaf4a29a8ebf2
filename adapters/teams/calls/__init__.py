"""What calls to Microsoft need: the bot's own token, and what their refusals mean."""
