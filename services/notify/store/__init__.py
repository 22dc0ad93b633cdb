"""What is kept: who is watched, what was told, and how each person wants to be reached."""
