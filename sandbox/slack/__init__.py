"""An emulated Slack platform: Web API, event and interaction deliveries, and the client a person uses.

One aiohttp app, in memory. It refuses what Slack refuses, with Slack's own error codes, because a test double
that accepts everything proves nothing.
"""
