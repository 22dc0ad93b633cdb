"""The rules of the 360° view: pure functions of what the organismes said, the catalogue and a date."""
