"""The RPCs, and the words of the contract."""
