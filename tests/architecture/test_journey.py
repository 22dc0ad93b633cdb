"""The journey walks in an environment that has what the suite runs on, and nothing of what tests it."""

import os
import subprocess
import sys


def test_the_journey_needs_nothing_of_pytest() -> None:
    without = "import sys; sys.modules['pytest'] = sys.modules['pytest_asyncio'] = None; import tests.e2e.journey"
    found = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True, check=False, env=found)
    assert ran.returncode == 0, ran.stderr[-2_000:]
