"""The other services, as this one calls them in its own name."""
