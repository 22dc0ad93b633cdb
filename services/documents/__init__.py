"""Documents: what cannot be accepted is refused before it is sent; what is sent is checked, kept, and brought to its organisme."""
