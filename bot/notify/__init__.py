"""From a change on a ticket to a message in the right place: pure but for address, watch and deliver, which act."""
