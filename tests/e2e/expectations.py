"""What a journey insists on."""


class NotAsItShouldBe(Exception):
    """The first thing that is wrong."""


def expect(condition: object, what: str) -> None:
    """Stops the journey unless `condition` holds."""
    if not condition:
        raise NotAsItShouldBe(what)
