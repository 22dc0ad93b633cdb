"""What is published, what is consumed, and who watches."""
