"""How settings are found, read and checked, and how what is wrong with them is said."""
