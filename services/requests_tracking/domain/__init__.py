"""Pure rules: no clock, no network, no SQL, no proto."""
