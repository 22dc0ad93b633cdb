"""The checks of a deposited document: each a named rule with its version and its evidence, all run in a worker that may die alone."""
