"""The French text of each rule: one template per rule, versioned, with the rule quoted."""
