"""What a file is, before anybody reads it: real type, structure, pages, metadata."""
