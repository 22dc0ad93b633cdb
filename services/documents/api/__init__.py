"""The RPCs, and what they say."""
