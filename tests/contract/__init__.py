"""What two services promise each other, proven on both at once."""
