"""The world of the edge's tests, in front of what the situation service says."""

from services.bff.tests.conftest import layout, root, world

__all__ = ["layout", "root", "world"]
