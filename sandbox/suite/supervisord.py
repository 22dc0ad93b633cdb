"""The process manager's own process: supervisord, which stops everything when its starter dies, however it dies."""

import ctypes
import os
import signal
import sys

from supervisor import supervisord

_PR_SET_PDEATHSIG = 1


def main() -> None:
    config, parent = sys.argv[1], int(sys.argv[2])
    _end_with(parent)
    supervisord.main(["--configuration", config, "--nodaemon"])


def _end_with(parent: int) -> None:
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        # It died before we could ask to be told.
        sys.exit(1)


if __name__ == "__main__":
    main()
