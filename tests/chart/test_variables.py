"""In the cluster a service is told what it is told by `make run`: the same variables, no fewer, and few more."""

from pathlib import Path

import pytest

from chassis.settings import ProcessSettings, ServiceSettings
from deploy import chart, posture
from sandbox.suite.environments import SERVICE_OF, environment_of
from sandbox.suite.keys import make_keys
from sandbox.suite.layout import SERVICES, Layout
from tests.chart.conftest import NEWEST

# Which addresses a service gets follows the contract; test_contract holds the chart to it.
ADDRESSES = ("_ADDRESS", "_ADDRESSES")
CLUSTER_ONLY = {
    "MESDROITS_DRAIN_SECONDS",
    "MESDROITS_PUBLIC_URL",
    "MESDROITS_TRUSTED_PROXIES",
    "MESDROITS_WORKERS",
    # `make run` keeps documents in a folder and trusts no issuer of 2D-Doc.
    "MESDROITS_S3_ENDPOINT",
    "MESDROITS_S3_REGION",
    "MESDROITS_S3_ACCESS_KEY_ID",
    "MESDROITS_S3_SECRET_ACCESS_KEY",
    "MESDROITS_TRUSTED_2DDOC_KEYS_FILE",
    # The relays of `make run` let everybody in.
    "MESDROITS_SMTP_USERNAME",
    "MESDROITS_SMTP_PASSWORD_FILE",
    # There, only where clamd is installed.
    "MESDROITS_CLAMD_SOCKET",
}
SAID_BY_THE_IMAGE = {"MESDROITS_SERVICE"}


def variables(service: str) -> set[str]:
    values = chart.read_values(chart.CHART / "examples" / "production")
    objects = chart.parse(chart.render(chart.CHART, values, NEWEST))
    wanted = f"mesdroits-{service.replace('_', '-')}"
    [deployment] = [o for o in posture.of_kind(objects, "Deployment") if o["metadata"]["name"] == wanted]
    container = posture.containers(deployment)[0]
    return {one["name"] for one in container["env"] if not one["name"].endswith(ADDRESSES)}


@pytest.mark.parametrize("process", SERVICE_OF)
def test_a_service_is_told_what_make_run_tells_it(process: str, tmp_path: Path) -> None:
    layout = Layout(tmp_path, tls=True)
    make_keys(layout)
    told = {one for one in environment_of(layout, process) if one.startswith("MESDROITS_")}
    told = {one for one in told if not one.endswith(ADDRESSES)}
    assert variables(SERVICE_OF[process]) - CLUSTER_ONLY == told - CLUSTER_ONLY - SAID_BY_THE_IMAGE


@pytest.mark.parametrize("service", SERVICE_OF.values())
def test_a_service_is_told_all_that_the_chassis_requires(service: str) -> None:
    settings = ServiceSettings if service in SERVICES else ProcessSettings
    required = {name for name, field in settings.model_fields.items() if field.is_required()}
    assert {f"MESDROITS_{name.upper()}" for name in required} - variables(service) <= SAID_BY_THE_IMAGE
