"""Identity and the organismes, as this service calls them."""
