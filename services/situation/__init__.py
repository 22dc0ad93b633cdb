"""Situation: a change told once reaches every organisme that has a legal basis for it."""
