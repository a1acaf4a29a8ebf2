"""What a person can ask for: templates with their forms, and the look-ups those forms use."""
