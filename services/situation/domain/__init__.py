"""What is decided about facts, their recipients and their deliveries: pure, given the date and the catalogue."""
