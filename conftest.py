"""What every test of the repository may ask for, and which of them take the whole machine."""

import pytest

pytest_plugins = ["tests.stack", "tests.suite_running"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that walk through the one running suite: they run after the others, one at a time."""
    for item in items:
        if isinstance(item, pytest.Function) and "running_suite" in item.fixturenames:
            item.add_marker("suite")
