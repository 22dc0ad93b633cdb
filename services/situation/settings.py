"""What this process is told by its environment."""

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """The chassis's settings, and where identity answers."""

    service: str = "situation"
    identity_address: str = "127.0.0.1:8010"
