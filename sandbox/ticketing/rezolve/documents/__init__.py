"""The documents an administrator would have set up: metadata, ticket types, queues, users, client mappings."""
