"""The schema of this service, and the only code that touches it."""
