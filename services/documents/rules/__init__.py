"""The rulebook as data: which documents may be deposited, why not, where they go, and which pieces benefits call for."""
