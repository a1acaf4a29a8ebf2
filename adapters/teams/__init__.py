"""Microsoft Teams: verified activities in, cards and dialogs out. The only folder that imports botbuilder.

The SDK is archived; Activity, TurnContext and ActivityHandler are used, its CloudAdapter, token checks and
connector clients are not (docs/adr says why). Knows nothing of Slack, ticketing systems or the database.
"""
