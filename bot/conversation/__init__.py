"""What the bot does when somebody speaks to it: who they are, what they want, and what they get to see."""
