"""What identity remembers: its own schema, its own keys, its own dated rules. No table leaves this package."""
