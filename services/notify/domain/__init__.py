"""What a date means for a right, and what is sent when: no clock, no network, no database."""
