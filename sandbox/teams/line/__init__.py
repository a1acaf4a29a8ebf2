"""The line from Teams to the bot: activities in their exact shape, signed delivery, invokes and forgeries."""
