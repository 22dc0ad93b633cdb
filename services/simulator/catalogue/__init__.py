"""The simulator's catalogue as data: dated and sourced YAML, validated by `schema`, turned into domain values by `loader`."""
