"""The contract of identity, served."""
