"""The contract of this service, served."""
