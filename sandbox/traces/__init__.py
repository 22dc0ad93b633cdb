"""The local OTLP back end and trace viewer of development.

It stands outside the suite: in deployment any OTLP back end takes its place,
and no service knows which one it talks to.
"""
