"""Copies of identity titles are marked for their recipient, in a process of its own: a file is never opened where keys are."""
