"""What this service tells the bus, and what it hears from it."""
