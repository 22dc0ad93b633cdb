"""What documents are, and the rules that decide of them: pure, given the dates and the rulebook."""
