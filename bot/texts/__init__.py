"""Every sentence a person can read, by name and language. English first; a language is one folder beside `en`."""
