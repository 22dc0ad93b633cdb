"""Start the whole suite on embedded defaults: a real NATS, a real PostgreSQL, the services and what is played around them.

`python -m sandbox.suite` is what `make run` runs; `Suite(Layout(...))` is what end-to-end tests, benches and `make faults` use.
"""

from sandbox.suite.layout import Layout
from sandbox.suite.suite import ProcessFailed, Suite

__all__ = ["Layout", "ProcessFailed", "Suite"]
