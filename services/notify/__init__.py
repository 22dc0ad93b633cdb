"""Alerts before a right lapses: the calendar of each person's rights, the messages that come of it, and every channel."""
