"""Where facts, deliveries and checks are kept: versions are only ever added, and what they say is sealed."""
