"""What is told while an act is played."""


def say(line: str) -> None:
    """At once, for whoever watches."""
    print(line, flush=True)
