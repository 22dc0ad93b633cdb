"""What identity publishes, and what it listens to."""
