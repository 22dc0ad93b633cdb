"""The register of the law: what benefits read, since when it stands, until when somebody checked it, out of the files of the law as code.

It reads these files, not the loaded law: the process that serves has no law in it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from services.simulator.domain.legislation import Override, Register, Watched
from services.simulator.legislation.lawbook import law_files
from services.simulator.legislation.loader import FILES, LegislationError, load_gaps, load_overrides, load_reads

_PACKAGES = ("openfisca-france", "openfisca-core", "numpy")
_CHECKED = "last_value_still_valid_on"
# A file that holds values: a number's, or the brackets of a scale.
_HAS_VALUES = re.compile(rb"^(values|brackets):", re.MULTILINE)
_LABEL_LENGTH = 160
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_register(files: Path = FILES) -> Register:
    """Everything that is known of the law (about half a second). Raises LegislationError."""
    overrides = load_overrides(files / "overrides")
    root = law_files()
    texts = [path.read_bytes() for path in root.rglob("*.yaml")]
    return Register(
        packages=tuple((name, version(name)) for name in _PACKAGES),
        overrides=overrides,
        watched=_watched(root, load_reads(files), overrides),
        gaps=load_gaps(files),
        parameters=sum(bool(_HAS_VALUES.search(text)) for text in texts),
        dated=sum(_CHECKED.encode() in text for text in texts),
    )


def _watched(root: Path, reads: Mapping[str, tuple[str, ...]], overrides: Sequence[Override]) -> tuple[Watched, ...]:
    ours: dict[str, list[Override]] = {}
    for one in overrides:
        ours.setdefault(one.parameter, []).append(one)
    read = partial(_one, root, ours)
    return tuple(found for parameter, benefits in reads.items() if (found := read(parameter, benefits)) is not None)


def _one(root: Path, ours: Mapping[str, list[Override]], parameter: str, benefits: tuple[str, ...]) -> Watched | None:
    path = root.joinpath(*parameter.split(".")).with_suffix(".yaml")
    try:
        node = yaml.load(path.read_bytes(), _Loader)  # noqa: S506  # a SafeLoader in C
    except OSError as error:
        raise LegislationError(f"{parameter}: recorded, and no longer in the law") from error
    changes = sorted({*_days(node), *(one.from_date for one in ours.get(parameter, ()))})
    if not changes or _is_abolished(node):
        return None
    label = str(node.get("description") or parameter).strip()
    return Watched(parameter, label[:_LABEL_LENGTH], tuple(changes), _checked(node, ours.get(parameter, ())), benefits)


def _days(node: Mapping[str, Any]) -> set[date]:
    """The days of the values, of a number or of all brackets of a scale."""
    values = [node.get("values") or {}]
    values += [
        bracket.get(part) or {} for bracket in node.get("brackets") or () for part in ("threshold", "rate", "amount")
    ]
    return {_day(day) for one in values for day in one}


def _is_abolished(node: Mapping[str, Any]) -> bool:
    values = node.get("values") or {}
    if not values:
        return False
    last = values[max(values, key=_day)]
    return (last.get("value") if isinstance(last, dict) else last) is None


def _checked(node: Mapping[str, Any], ours: Sequence[Override]) -> date | None:
    # Who wrote a value of ours had looked: but a value that was worked out is still to be confirmed.
    known = [one.last_checked for one in ours if one.confidence in "LC"]
    written = (node.get("metadata") or {}).get(_CHECKED)
    return max([*known, *([_day(written)] if written else [])], default=None)


def _day(written: date | str) -> date:
    return written if isinstance(written, date) else date.fromisoformat(str(written)[:10])
