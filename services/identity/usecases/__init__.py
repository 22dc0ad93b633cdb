"""What identity does: one function per intention. What is asked of others is asked before the transaction, never inside it."""
