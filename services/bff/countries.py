"""The countries that an address may be in, by their Insee code: the list that the form offers, and that every road to a declaration is held to."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

_COUNTRIES = Path(__file__).parent / "pages" / "countries.yaml"


@cache
def countries() -> Mapping[str, str]:
    """Name by code, France first."""
    read: dict[str, str] = yaml.safe_load(_COUNTRIES.read_text())["countries"]
    return MappingProxyType(read)
