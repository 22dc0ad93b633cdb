"""What a document says: its type, the person it names, its account, its number, its dates. Pure functions of text and dates."""
