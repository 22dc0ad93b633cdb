"""The only code that services share: how a process starts, listens, calls, stores, publishes and stops. No business word here."""
