"""The tables of this service, which nobody else touches."""
