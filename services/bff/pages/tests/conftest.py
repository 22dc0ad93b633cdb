"""The world of the edge's tests, with the portal in it."""

from services.bff.tests.conftest import layout, root, world

__all__ = ["layout", "root", "world"]
