"""What identity decides, without clock, network, SQL or contract: give it facts, it gives a decision."""
