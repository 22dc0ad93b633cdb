"""What is published and what is consumed."""
