"""An emulated Microsoft Teams with its Bot Connector and Entra token service: one aiohttp app, all in memory."""
