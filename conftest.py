"""What every test of the repository may ask for."""

pytest_plugins = ["tests.stack", "tests.suite_running"]
