"""2D-Doc: the signed code printed on official documents (France Titres, specifications v3.3.7.2 of 11 March 2026)."""
