"""When, how often and through which channels a message leaves the suite, and what it says outside."""
