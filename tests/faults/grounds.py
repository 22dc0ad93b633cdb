"""Where an act is played: a suite of its own on free ports, of which nothing is left afterwards."""

import shutil
import tempfile
from pathlib import Path

from sandbox.suite.layout import Layout
from sandbox.suite.placement import SYSTEM_HOME
from sandbox.suite.ports import free_base_port


def fresh_layout(name: str) -> Layout:
    """An empty one."""
    # Open to the account of PostgreSQL, which is not root.
    folder = Path(tempfile.mkdtemp(prefix=f"mesdroits-{name}-"))
    folder.chmod(0o755)
    return Layout(folder / "run", free_base_port())


def leave_nothing(layout: Layout) -> None:
    """Erases its files, once nothing runs on it."""
    if (identifier := layout.root / "id").exists():
        shutil.rmtree(SYSTEM_HOME / identifier.read_text(), ignore_errors=True)
    shutil.rmtree(layout.root.parent, ignore_errors=True)


def say(line: str) -> None:
    """At once, for whoever watches."""
    print(line, flush=True)
