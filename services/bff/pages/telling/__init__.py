"""Telling a fact by a form: its questions as data, what was typed, and the change that it means."""
