"""Claims across organismes: what was asked, whom it waits for, and the day on which silence decides."""
