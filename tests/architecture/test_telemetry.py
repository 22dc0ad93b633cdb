"""docs/telemetry.md against the code: every span, attribute, label, metric and log field is listed there, and nothing else is."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import REPOSITORY, Source, sources

_LOG_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_INSTRUMENTS = re.compile(r"create_(counter|histogram|up_down_counter|observable_\w+)|durations")
# What the chassis writes by itself, whatever the call.
_BUILT_IN = {"exception.type", "exception.stacktrace"}


def listed(title: str, column: int = 0) -> set[str]:
    """What a table of the document names in one of its columns, variable parts as `<…>`."""
    document = (REPOSITORY / "docs" / "telemetry.md").read_text()
    section = re.split(r"^## ", document.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    cells = [row[column] for row in rows]
    names = [name for cell in cells for name in (re.findall(r"`([^`]+)`", cell) or cell.split(","))]
    return {re.sub(r"<[^>]+>", "<…>", name.strip()) for name in names} - {""}


def emitting() -> list[Source]:
    """The files whose telemetry leaves the process."""
    return [s for s in sources() if s.is_deployed or (s.path.startswith("sandbox/organismes/") and not s.is_test)]


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of those files, with the name of what is called."""
    for source in emitting():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node


def text(node: ast.expr | None) -> str | None:
    """A string written in the code, variable parts as `<…>`; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "<…>" for part in node.values)
    return None


def keys(node: ast.expr | None) -> set[str]:
    """The keys of a dict written in the code."""
    return {key for one in node.keys if (key := text(one))} if isinstance(node, ast.Dict) else set()


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def span_names() -> set[str]:
    first = {"telemetry.span", "telemetry.begin", "span.update_name"}
    return {name for called, call in calls() if called in first and (name := text(call.args[0]))}


def span_attributes() -> set[str]:
    found: set[str] = set()
    for called, call in calls():
        if called.endswith(".set_attribute") and (name := text(call.args[0])):
            found.add(name)
        if called.endswith(".set_attributes"):
            found |= keys(call.args[0])
        if called in ("telemetry.span", "telemetry.begin"):
            found |= keys(keyword(call, "attributes"))
    for source in emitting():
        for node in ast.walk(source.tree):
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign)
                else []
            )
            if any(isinstance(target, ast.Name) and target.id == "attributes" for target in targets):
                found |= keys(node.value)  # type: ignore[attr-defined]
    return found


def metrics() -> set[str]:
    return {
        name for called, call in calls()
        if _INSTRUMENTS.fullmatch(called.rpartition(".")[2]) and call.args and (name := text(call.args[0]))
    }  # fmt: skip


def labels() -> set[str]:
    found: set[str] = set()
    for called, call in calls():
        name = called.rpartition(".")[2]
        if name == "durations":
            found |= {label for one in call.args[2:] if (label := text(one))}
        elif name in ("add", "record", "Observation") and len(call.args) == 2:
            found |= keys(call.args[1])
    return found


def log_fields() -> set[str]:
    return {
        key
        for called, call in calls()
        if called.rpartition(".")[2] in _LOG_CALLS
        for key in keys(keyword(call, "extra"))
    }


@pytest.mark.parametrize(
    ("title", "used"),
    [
        ("Spans", span_names()), ("Attributes of spans", span_attributes()), ("Metrics", metrics()),
        ("Attributes of logs", log_fields() | {"logger"}),
    ],
    ids=["spans", "attributes", "metrics", "logs"],
)  # fmt: skip
def test_what_the_code_tells_is_listed_and_what_is_listed_is_told(title: str, used: set[str]) -> None:
    assert used
    assert used - _BUILT_IN == listed(title)


def test_the_labels_of_metrics_are_listed_and_told() -> None:
    assert labels() == listed("Metrics", column=3)


def test_no_name_speaks_of_a_person() -> None:
    personal = re.compile(r"person|nir\b|pseudonym|name$|address|email|amount|birth")
    told = span_attributes() | labels() | log_fields()
    assert {one for one in told if personal.search(one)} == {"messaging.destination.name"}
