"""The organismes and the identity service, as this one sees them."""
