"""A household as a person reads and corrects it: each field with its words (`fields.yaml`), read from and written to the contract's message."""
