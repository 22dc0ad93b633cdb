"""The measurements: each module is run by one make target, and prints one JSON line per figure."""
