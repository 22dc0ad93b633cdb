"""How the suite is deployed (chart, observability) and the checker of that data."""
