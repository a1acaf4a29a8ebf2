"""The TeamsWork "Ticketing As A Service" face: its paths, words and habits on the one ticket store."""
