"""The sandbox ticketing service: one ticket store that speaks both vendors' APIs."""
