"""One function per intention; each runs in the transaction that its caller opened, and reads no clock of its own."""
