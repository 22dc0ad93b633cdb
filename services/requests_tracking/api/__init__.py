"""The RPCs and how they speak."""
