"""One activity being handled: what it becomes, and what is answered inside the request."""
