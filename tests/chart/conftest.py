"""The renders that the tests of the chart look at: each example, on the newest Kubernetes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import chart, posture

NEWEST = chart.CLUSTERS[-1]
OLDEST = chart.CLUSTERS[0]

Render = Callable[[dict[str, Any]], list[posture.Manifest]]


@pytest.fixture(scope="session")
def services() -> dict[str, dict[str, Any]]:
    values: dict[str, Any] = yaml.safe_load((chart.CHART / "values.yaml").read_text(encoding="utf-8"))
    entries: dict[str, dict[str, Any]] = values["services"]
    return entries


@pytest.fixture(scope="session", params=["minimal", "production"])
def objects(request: pytest.FixtureRequest) -> list[posture.Manifest]:
    values = chart.read_values(chart.CHART / "examples" / request.param)
    return chart.parse(chart.render(chart.CHART, values, NEWEST))


@pytest.fixture
def rendered_with() -> Render:
    """Renders the minimal example with a change laid over it."""
    minimal = chart.read_values(chart.CHART / "examples" / "minimal")

    def render(change: dict[str, Any]) -> list[posture.Manifest]:
        return chart.parse(chart.render(chart.CHART, chart.merged(minimal, change), NEWEST))

    return render


@pytest.fixture
def copy_of_the_chart(tmp_path: Path) -> Path:
    copy = tmp_path / "mesdroits"
    for source in chart.CHART.rglob("*"):
        if source.is_file():
            target = copy / source.relative_to(chart.CHART)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    return copy
