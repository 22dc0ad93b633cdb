"""French typography: no line begins with a question mark, no figure loses its euro sign."""

import re

from jinja2 import Environment
from jinja2.ext import Extension

# U+00A0 before « : » and inside quotation marks, U+202F (narrow) before the other double signs.
_BEFORE = re.compile(r"(?<=[^\s{}%>]) ([;!?])(?=[\s<&]|$)")
_COLON = re.compile(r"(?<=[^\s{}%>]) :(?=[\s<&]|$)")


def spaced(text: str) -> str:
    """The text with the unbreakable spaces that French wants."""
    text = _BEFORE.sub("\u202f\\1", text)
    return _COLON.sub("\u00a0:", text).replace("« ", "«\u00a0").replace(" »", "\u00a0»")


class FrenchSpaces(Extension):
    """Sets the unbreakable spaces of the templates' own text, once, when they are compiled."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["spaced"] = spaced

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Called by Jinja with the source of each template."""
        return spaced(source)
