"""Rezolve's ticketing API as a `TicketBackend`."""
