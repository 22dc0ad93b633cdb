"""The other processes, as this one calls them."""
