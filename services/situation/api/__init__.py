"""The service's RPCs, and the RPCs of identity that it calls."""
