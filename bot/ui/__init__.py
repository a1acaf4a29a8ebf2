"""What core and channels exchange: neutral messages, forms, actions, inbound, replies. No markup, no limit."""
