"""The catalogue as data: dated and sourced YAML, validated by `schema`, turned into domain objects by `loader`."""
