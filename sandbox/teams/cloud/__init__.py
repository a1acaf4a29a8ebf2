"""What Microsoft serves to bots: signing keys, access tokens, the Bot Connector, its faults and its rate limits."""
