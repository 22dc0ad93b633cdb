"""The service played whole."""
