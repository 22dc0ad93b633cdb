"""Two runs of the law side by side, as a report that a person reads before a version is pinned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.simulator.domain.catalogue import Benefit

# A cent of single precision is not a change of the law.
_CENT = 0.011
_MOST_PARAMETERS = 200


@dataclass(frozen=True, slots=True)
class Run:
    """What one version gives: `amounts` per variable and household, in euros or 0 and 1; `missing`: the variables that it has not."""

    version: str
    month: str
    amounts: Mapping[str, Sequence[float]]
    parameters: Mapping[str, float]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """What changes for one benefit, in euros: over the households for which it does."""

    benefit: str
    households: int
    mean: float
    lowest: float
    highest: float
    opened: int
    closed: int


def impacts(before: Run, after: Run, benefits: Iterable[Benefit]) -> list[Impact]:
    """The benefits that change, those that change for the most households first."""
    found = [_impact(before, after, benefit) for benefit in benefits]
    return sorted((one for one in found if one.households), key=lambda one: (-one.households, one.benefit))


def _impact(before: Run, after: Run, benefit: Benefit) -> Impact:
    names = [name for name in benefit.variables if name in before.amounts and name in after.amounts]
    was, now = _sums(before, names), _sums(after, names)
    changes = [new - old for old, new in zip(was, now, strict=True) if abs(new - old) >= _CENT]
    return Impact(
        benefit=benefit.id,
        households=len(changes),
        mean=sum(changes) / len(changes) if changes else 0.0,
        lowest=min(changes, default=0.0),
        highest=max(changes, default=0.0),
        opened=sum(old < _CENT <= new for old, new in zip(was, now, strict=True)),
        closed=sum(new < _CENT <= old for old, new in zip(was, now, strict=True)),
    )


def _sums(run: Run, names: Sequence[str]) -> list[float]:
    return [sum(amounts) for amounts in zip(*(run.amounts[name] for name in names), strict=True)]


def report(before: Run, after: Run, benefits: Mapping[str, Benefit]) -> str:
    """Markdown."""
    return "\n".join(
        [*_head(before, after), *_table(impacts(before, after, benefits.values())), *_changes(before, after), ""]
    )


def _head(before: Run, after: Run) -> Iterator[str]:
    count = len(next(iter(before.amounts.values()), ()))
    yield f"# openfisca-france {before.version} → {after.version}"
    yield ""
    yield f"{count} fixture households, {after.month}, without our own values. Amounts in euros."
    yield ""


def _table(found: Sequence[Impact]) -> Iterator[str]:
    yield "## Benefits"
    yield ""
    if not found:
        yield "None changes."
        yield ""
        return
    yield "| Benefit | Households changed | Mean change | Lowest | Highest | Right opens | Right closes |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for one in found:
        amounts = " | ".join(f"{amount:+.2f}" for amount in (one.mean, one.lowest, one.highest))
        yield f"| {one.benefit} | {one.households} | {amounts} | {one.opened} | {one.closed} |"
    yield ""


def _changes(before: Run, after: Run) -> Iterator[str]:
    was, now = before.parameters, after.parameters
    changed = [
        f"- `{name}`: {was[name]:g} → {now[name]:g}"
        for name in sorted(was.keys() & now.keys())
        if was[name] != now[name]
    ]
    yield from _list("Parameters in force that change", changed)
    yield from _list(
        "Parameters that appear", [f"- `{name}`: {now[name]:g}" for name in sorted(now.keys() - was.keys())]
    )
    yield from _list("Parameters that disappear", [f"- `{name}`" for name in sorted(was.keys() - now.keys())])
    for run in (before, after):
        yield from _list(f"Variables that {run.version} has not", [f"- `{name}`" for name in run.missing])


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"## {title} ({len(lines)})"
    yield ""
    yield from lines[:_MOST_PARAMETERS]
    if len(lines) > _MOST_PARAMETERS:
        yield f"- … and {len(lines) - _MOST_PARAMETERS} more"
    yield ""
