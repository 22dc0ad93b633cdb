"""Start the whole suite on embedded defaults: a real NATS, a real PostgreSQL, the services and what is played around.

`python -m sandbox.suite` is what `make run` runs; `Suite(Layout(...))` is for end-to-end tests, benches and faults.
"""

from sandbox.suite.layout import Layout
from sandbox.suite.suite import ProcessFailed, Suite

__all__ = ["Layout", "ProcessFailed", "Suite"]
