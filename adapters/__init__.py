"""Everything that touches the outside: chat platforms, ticketing systems, the database, the process itself."""
