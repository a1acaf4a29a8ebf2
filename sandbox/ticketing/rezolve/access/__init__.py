"""Who calls and what a call asks for before its handler runs."""
