"""Where the sockets of a suite are: in its root, unless its path is too long for one; then in a private directory of the temporary one."""

import hashlib
import os
import tempfile
from pathlib import Path

from sandbox.suite.layout import Layout

_LONGEST_PATH = 100
_LONGEST_NAME = "supervisor.sock"


def socket_of(layout: Layout, name: str) -> Path:
    """The path of the socket `<name>.sock` of this suite."""
    return _folder(layout) / f"{name}.sock"


def make_private_folder(layout: Layout) -> None:
    """Make the directory of the sockets where it is not the root. Raises PermissionError when somebody else may enter it."""
    folder = _folder(layout)
    if folder == layout.root:
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    if state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise PermissionError(f"{folder} n'est pas un dossier privé de cet utilisateur : supprimez-le.")


def _folder(layout: Layout) -> Path:
    if len(os.fsencode(layout.root / _LONGEST_NAME)) < _LONGEST_PATH:
        return layout.root
    name = hashlib.sha256(os.fsencode(layout.root)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"mesdroits-{os.getuid()}-{name}"
