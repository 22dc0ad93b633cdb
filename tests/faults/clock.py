"""`python -m tests.faults.clock <seconds> <module>`: a process of notify as it is deployed, its clock put forward (or back) by so many seconds.

Notify is given its clock where it is put together; here it is given another one, so that a Sunday night proves what a Tuesday morning does: SMS leave
at nine, leases run out, hours pass. Nothing else of the process differs.
"""

import importlib
import sys
from datetime import UTC, datetime, timedelta

from services.notify import wiring


def main() -> None:
    """Runs the module's own `main`."""
    ahead, module = timedelta(seconds=float(sys.argv[1])), sys.argv[2]

    def now() -> datetime:
        return datetime.now(UTC) + ahead

    wiring.utc_now = now
    importlib.import_module(module).main()


if __name__ == "__main__":
    main()
