"""`make faults`: every process killed in turn under load, every stream replayed from its first event, then everything counted."""
