"""The peer's own cases, on the stock engine and on ours. They come from its source distribution, fetched when they are run, and are never kept here."""
