"""A corpus of documents made by the project: seeded, never committed, of people who do not exist."""
