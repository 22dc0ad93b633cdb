"""What this service keeps: rows here, contents in the object store."""
