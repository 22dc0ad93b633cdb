"""Every Python file of the repository, parsed once, and what the rules ask of them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ROOTS = ("chassis", "services", "sandbox", "tests", "bench", "deploy")
# Deployed, as against played or measured.
DEPLOYED = ("chassis", "services")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """A file; `path` is relative to the repository, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.rpartition("/")[2]

    @property
    def is_test(self) -> bool:
        """Whether it only serves tests."""
        return self.path.startswith("tests/") or "/tests/" in self.path or self.name == "conftest.py"

    @property
    def is_deployed(self) -> bool:
        """Whether it runs in production."""
        return self.path.startswith(DEPLOYED) and not self.is_test

    def imports(self) -> Iterator[str]:
        """Every module that it imports, `a.b.c` for `from a.b import c`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def imports_from(self, *packages: str) -> list[str]:
        """Those of its imports that come from one of these packages."""
        return [one for one in self.imports() if any(f"{one}.".startswith(f"{package}.") for package in packages)]

    def functions(self) -> Iterator[Function]:
        """Every function and method."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def dotted(self) -> Iterator[str]:
        """Every `a.b.c` that it reads."""
        return (ast.unparse(node) for node in ast.walk(self.tree) if isinstance(node, ast.Attribute))


def length(function: Function) -> int:
    """Lines from `def` to the last one, docstring not counted: saying more about a function must not make it too long."""
    first = function.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def positional(function: Function) -> int:
    """Parameters that may be given by position, `self` not counted."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


@cache
def sources() -> tuple[Source, ...]:
    """Every file, generated ones left out."""
    paths = sorted(path for root in ROOTS for path in (REPOSITORY / root).rglob("*.py"))
    return tuple(Source(str(path.relative_to(REPOSITORY)), path.read_text()) for path in paths)
