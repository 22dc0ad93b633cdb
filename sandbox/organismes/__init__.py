"""The ten organismes that follow a person, played by one process.

They speak the gateway and the subjects of `organisme/v1`. What they hold about each fictional person stands in
`sandbox/personas/*.yaml`; what they learn is kept in a SQLite file.
"""
