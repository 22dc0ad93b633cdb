"""What every view is: immutable, closed, and already in the words that a person reads."""

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """A part of a screen. Codes and ISO dates are for programs; fields that end in `_text` are for people."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(View):
    """Somewhere to go next."""

    text: str
    href: str
