"""What the played organismes do of claims and of documents: they take them, instruct them over simulated days, and tell each step."""
