"""The embedded PostgreSQL 18: its cluster, and the process that becomes it.

It listens on TCP only: a Unix socket fails where the path of the root is long.
"""

import os
import shutil
import subprocess
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.suite.keys import passwords
from sandbox.suite.layout import Layout
from sandbox.suite.placement import Placement, placement

VERSION = "18"
# fsync and synchronous_commit keep their defaults: what is acknowledged survives a crash.
_SETTINGS = {
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # An error's DETAIL quotes the row: personal data would reach the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class PostgresSettings(BaseSettings):
    """What the process needs to become a PostgreSQL server; an empty account means: stay who you are."""

    model_config = SettingsConfigDict(env_prefix="MESDROITS_POSTGRES_", frozen=True)

    binaries: Path
    data: Path
    account: str
    host: str
    port: int


def ensure_cluster(layout: Layout) -> Path:
    """Create the cluster once, whole or not at all; return where its data is."""
    place = placement(layout)
    marker = place.data / "PG_VERSION"
    if marker.exists():
        found = marker.read_text().strip()
        if found != VERSION:
            raise RuntimeError(
                f"La base de {place.data} est en PostgreSQL {found}, la suite utilise PostgreSQL {VERSION} : "
                "déplacez ce dossier pour repartir d'une base neuve."
            )
        return place.data
    draft = place.data.with_name(f"{place.data.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    _give(draft, place)
    _initdb(layout, place, draft)
    draft.rename(place.data)
    return place.data


def _initdb(layout: Layout, place: Placement, data: Path) -> None:
    password = data.with_name(f"{data.name}.password")
    password.touch(mode=0o600)
    password.write_text(passwords(layout)["postgres"])
    _give(password, place)
    command = [
        str(place.binaries / "initdb"), "-D", str(data), "-U", "postgres", f"--pwfile={password}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        "--locale=C",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **place.identity)  # type: ignore[call-overload]
    finally:
        password.unlink()
    if done.returncode:
        raise RuntimeError(f"La base n'a pas pu être créée dans {data} : {done.stderr.strip()}")


def _give(path: Path, place: Placement) -> None:
    if place.account is not None:
        shutil.chown(path, place.account)


def main() -> None:
    settings = PostgresSettings()
    if settings.account:
        _become(settings.account)
    os.chdir(settings.data)
    server = str(settings.binaries / "postgres")
    options = _SETTINGS | {"listen_addresses": settings.host, "port": str(settings.port)}
    arguments = [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
    os.execv(server, [server, "-D", str(settings.data), *arguments])  # noqa: S606  the process becomes the server: same pid, same signals


def _become(account: str) -> None:
    identity = Placement(Path(), Path(), account).identity
    os.setgroups([])
    os.setgid(int(str(identity["group"])))
    os.setuid(int(str(identity["user"])))


if __name__ == "__main__":
    main()
