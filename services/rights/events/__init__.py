"""What this service publishes, and what it listens to."""
