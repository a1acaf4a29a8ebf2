"""The servers the product is compared with, and the offline world; each is its own process."""
