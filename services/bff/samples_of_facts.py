"""How each kind of fact is asked for, as the situation service says it; `tests/contract` keeps the two the same."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE = Path(__file__).with_suffix(".jsonl")


@cache
def kinds() -> Mapping[str, dict[str, Any]]:
    """Every kind by name (`address`), in the terms of the contract; without its recipients, who depend on the person."""
    read = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    return MappingProxyType({kind["kind"].removeprefix("FACT_KIND_").lower(): kind for kind in read})
