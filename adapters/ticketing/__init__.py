"""Connections to ticketing systems: one folder per vendor, each implementing `bot.ports.ticketing.TicketBackend`."""
