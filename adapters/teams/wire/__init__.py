"""Activities as they come, answers as they must look: pure translations, nothing is sent here."""
