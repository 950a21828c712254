"""The simulator of Krea's API: the same endpoints, errors and job states as Krea's, as an ASGI app."""
