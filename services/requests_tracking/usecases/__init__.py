"""One function per intention; a remote call never stands inside a transaction."""
