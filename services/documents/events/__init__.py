"""What is published, and what is heard."""
