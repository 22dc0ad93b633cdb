"""The kinds of changes that can be tried, with their questions in French: `kinds.yaml`, read once at start."""
