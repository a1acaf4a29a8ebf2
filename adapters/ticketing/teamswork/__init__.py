"""TeamsWork's "Ticketing as a Service" API as a `TicketBackend`."""
