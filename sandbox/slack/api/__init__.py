"""The Web API by family, the response_url endpoint, file transfer, and the dispatch around them."""
