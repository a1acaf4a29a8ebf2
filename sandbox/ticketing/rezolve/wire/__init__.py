"""How Rezolve says things: envelopes, errors, dates and filter dialects."""
