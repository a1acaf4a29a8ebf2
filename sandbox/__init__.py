"""The offline world: both ticketing vendors, Slack and Teams, close enough to demonstrate and test the product.

It stands alone and imports nothing of the product, so that an emulator cannot share a mistake with the code it
tests.
"""
