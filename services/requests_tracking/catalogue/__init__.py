"""The rules of the field, as dated data."""
