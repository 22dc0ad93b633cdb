"""From the domain to the messages of the contract, and back. Enums carry the same names on both sides."""
