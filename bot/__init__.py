"""The product without any channel, vendor, SQL, HTTP, clock or environment. Start with README.md beside this file."""
