"""clamd as the suite runs it: where it is, what it knows, how it listens.

Debian ships the engine without signatures, and freshclam needs a mirror that a development machine may not reach. So this one knows one thing, the
EICAR test file (https://www.eicar.org/download-anti-malware-testfile/): enough to see what becomes of a document in which something was found, and no
protection at all. A deployment gives clamd the official signatures (`antivirus` in the chart's values).
"""

import os
import shutil
from pathlib import Path

# An extended signature: name, any kind of file, anywhere in it, its bytes. In hexadecimal, or this file would be one that is found.
SIGNATURE = (
    "Eicar-Test:0:*:58354f2150254041505b345c505a58353428505e2937434329377d24"
    "45494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a"
)
# It stands among the system's programs, which a person's path often leaves out.
_PATH = f"{os.defpath}:/usr/sbin:/usr/local/sbin"


def binary() -> str | None:
    """Where clamd is on this machine; None where it is not installed."""
    return shutil.which("clamd", path=_PATH)


def prepare(home: Path, socket: Path) -> Path:
    """Write what it needs under `home`, which it makes; the configuration file. It will listen on `socket`."""
    signatures, configuration = home / "signatures", home / "clamd.conf"
    signatures.mkdir(parents=True, exist_ok=True, mode=0o700)
    (signatures / "eicar.ndb").write_text(f"{SIGNATURE}\n")
    # A document has 20 MB at most: these limits are its own and a margin.
    lines = (
        "Foreground yes",
        f"LocalSocket {socket}",
        "LocalSocketMode 600",
        f"DatabaseDirectory {signatures}",
        f"TemporaryDirectory {home}",
        "StreamMaxLength 30M",
        "MaxFileSize 30M",
        "MaxScanSize 60M",
        "MaxThreads 2",
        "LogTime yes",
    )
    configuration.write_text("\n".join((*lines, "")))
    return configuration
