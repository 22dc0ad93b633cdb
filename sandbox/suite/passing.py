"""A suite that passes: where a bench, a test or an act is played, and of which nothing is left afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from chassis.settings import ProcessSettings
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.placement import SYSTEM_HOME
from sandbox.suite.ports import free_base_port

L = TypeVar("L", bound=Layout)


@contextmanager
def passing(kind: type[L]) -> Iterator[L]:
    """An empty place on free ports; its files are erased at the end, once nothing runs on it any more."""
    folder = Path(tempfile.mkdtemp(prefix="mesdroits-", dir="/tmp"))
    # PostgreSQL runs under an account of its own, which must be able to enter.
    folder.chmod(0o755)
    layout = kind(folder / "run", free_base_port())
    try:
        yield layout
    finally:
        if (identifier := layout.root / "id").exists():
            shutil.rmtree(SYSTEM_HOME / identifier.read_text(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def played_settings(layout: Layout, service: str) -> ProcessSettings:
    """The settings of a process of the suite that is played there, on a port of its own choosing."""
    return ProcessSettings(
        service=service,
        signing_key_file=layout.signing_key(service),
        trusted_keys_file=trusted_keys(layout),
        nats_url=layout.nats_url,
        nats_seed_file=layout.nats_seed(service),
        drain_seconds=0.2,
    )
