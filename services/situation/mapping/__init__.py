"""Between the contract's messages and the domain: the same on the way in (api) and on the way out (api, events)."""
