"""French typography: no line begins with a question mark, no figure loses its euro sign."""

import re

from jinja2 import Environment
from jinja2.ext import Extension

# U+00A0 before « : » and inside quotation marks, U+202F (narrow) before the other double signs.
_DOUBLE = re.compile(r"(?<=\S) ([;!?])(?=[\s<&]|$)")
_COLON = re.compile(r"(?<=\S) :(?=[\s<&]|$)")
# What Jinja reads for itself, where a space is a space.
_CODE = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})", re.DOTALL)


def spaced(text: str) -> str:
    """The text with the unbreakable spaces that French wants."""
    text = _COLON.sub("\u00a0:", _DOUBLE.sub("\u202f\\1", text))
    return text.replace("« ", "«\u00a0").replace(" »", "\u00a0»")


def sentence(text: str) -> str:
    """The text as the beginning of a sentence; the rest keeps its capitals."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text as it goes on in a sentence."""
    return text[:1].lower() + text[1:]


def named(label: str, message: str) -> str:
    """What is to be mended, after the name of its field: `Code postal : indiquez 5 chiffres.` Acronyms keep their capitals."""
    if not label or message[1:2].isupper():
        return f"{label} : {message}" if label else message
    return f"{label.removesuffix(' ?')} : {message[:1].lower()}{message[1:]}"


class FrenchSpaces(Extension):
    """Sets the unbreakable spaces of the templates' own words, once, when they are compiled."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters.update(spaced=spaced, sentence=sentence, lower_first=lower_first, named=named)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Called by Jinja with the source of each template."""
        parts = _CODE.split(source)
        return "".join(part if rank % 2 else spaced(part) for rank, part in enumerate(parts))
