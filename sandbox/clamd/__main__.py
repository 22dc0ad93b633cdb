"""`python -m sandbox.clamd`: the process that becomes clamd."""

import os
import sys
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.clamd.engine import binary, prepare


class ClamdSettings(BaseSettings):
    """`clamd_home`: where its files go. `clamd_socket`: where it listens."""

    model_config = SettingsConfigDict(env_prefix="MESDROITS_", frozen=True)

    clamd_home: Path
    clamd_socket: Path


def main() -> None:
    """Same pid, same signals."""
    settings = ClamdSettings()
    found = binary()
    if found is None:
        sys.exit("clamd est introuvable : installez clamav-daemon, ou démarrez sans lui.")
    configuration = prepare(settings.clamd_home, settings.clamd_socket)
    os.execv(found, [found, f"--config-file={configuration}"])  # noqa: S606  the process becomes clamd


if __name__ == "__main__":
    main()
